import type { Place } from '../logic/wire'

export type Located = { place: Place } | { refusal: string }

const kInstead = '可以直接打字告诉我在哪儿，比如“经十路和舜耕路路口”。'
const kPatience_ms = 15_000
const kFresh_ms = 60_000

/** 0.000001° is a hand's breadth; more digits would only pretend. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** Where the phone is (WGS 84), asked of the driver by the browser; a refusal says what to do instead. */
export function locate(): Promise<Located> {
  if (!('geolocation' in navigator) || !window.isSecureContext) {
    return Promise.resolve({ refusal: `这里用不了定位。${kInstead}` })
  }
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ place: { name: '我的位置', latitude: round(coords.latitude), longitude: round(coords.longitude) } }),
      (error) =>
        resolve({
          refusal:
            error.code === error.PERMISSION_DENIED
              ? `您没有允许定位，没关系。${kInstead}`
              : `这会儿没能定到位。${kInstead}`,
        }),
      { enableHighAccuracy: true, timeout: kPatience_ms, maximumAge: kFresh_ms },
    )
  })
}
