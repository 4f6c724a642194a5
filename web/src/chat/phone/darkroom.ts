import { planPhoto, refusalOfFile } from '../logic/photo_plan'

export type Developed = { picture: Blob } | { refusal: string }

const kJpegQuality = 0.85
const kUnreadable = '这张照片打不开，请换一张或发截图。'

/** A chosen file as a JPEG small enough to send, turned upright and without what the camera wrote into it. */
export async function develop(file: File): Promise<Developed> {
  const refusal = refusalOfFile(file)
  if (refusal !== '') return { refusal }
  const url = URL.createObjectURL(file)
  try {
    const image = await load(url)
    const plan = planPhoto(image.naturalWidth, image.naturalHeight)
    if (plan.action === 'refuse') return { refusal: plan.reason }
    const picture = await draw(image, plan.width_px, plan.height_px)
    return picture === null ? { refusal: kUnreadable } : { picture }
  } catch {
    return { refusal: kUnreadable }
  } finally {
    URL.revokeObjectURL(url)
  }
}

function load(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('not a picture'))
    image.src = url
  })
}

function draw(image: HTMLImageElement, width_px: number, height_px: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = width_px
  canvas.height = height_px
  const pen = canvas.getContext('2d')
  if (pen === null) return Promise.resolve(null)
  // JPEG has no transparency: without this a screenshot with a clear background turns black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width_px, height_px)
  pen.drawImage(image, 0, 0, width_px, height_px)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', kJpegQuality))
}
