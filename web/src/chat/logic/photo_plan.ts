/** Whether and how a chosen picture is made smaller before it leaves the phone. Pure; the canvas obeys. */

export const kPhotoSide_px = 1600
/** Larger files are not even decoded: old phones run out of memory. */
export const kPhotoFileBytesMax = 50 * 1024 * 1024
export const kPhotosPerMessage = 9

export type PhotoPlan =
  | { action: 'draw'; width_px: number; height_px: number }
  | { action: 'refuse'; reason: string }

export function refusalOfFile(file: { readonly type: string; readonly size: number }): string {
  if (file.type !== '' && !file.type.startsWith('image/')) return '这不是图片，请选一张照片。'
  if (file.size === 0) return '这张照片是空的，请换一张。'
  if (file.size > kPhotoFileBytesMax) return '这张照片太大了，请换一张或发截图。'
  return ''
}

/**
 * Every picture is drawn anew, small ones too: that drops what cameras write into the file (place, time, device), which
 * the driver did not choose to send.
 */
export function planPhoto(width_px: number, height_px: number): PhotoPlan {
  if (!(width_px >= 1 && height_px >= 1)) return { action: 'refuse', reason: '这张照片打不开，请换一张或发截图。' }
  const scale = Math.min(1, kPhotoSide_px / Math.max(width_px, height_px))
  return {
    action: 'draw',
    width_px: Math.max(1, Math.round(width_px * scale)),
    height_px: Math.max(1, Math.round(height_px * scale)),
  }
}
