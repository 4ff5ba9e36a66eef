// What does the same work cost with sharp? usage: node images.mjs pipelines|clone|base WATERMARK.png FILE.. ; env REPEAT. Prints one line of JSON.
// `pipelines` is how sharp is used mostly, a pipeline from the file for each output; `clone` shares the file's handle; `base` decodes once by hand.
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'

const [mode, watermark, ...files] = process.argv.slice(2)
const repeat = Number(process.env.REPEAT ?? 1)
sharp.cache(false)
const mark = readFileSync(watermark)

const fit = (longest) => [longest, longest, { fit: 'inside', withoutEnlargement: true }]
const stamp = { input: mark, gravity: 'southeast' }
const outputs = {
  thumb: (s) => s.resize(...fit(320)).webp({ quality: 80 }).toBuffer(),
  feed: (s) => s.resize(...fit(1080)).composite([stamp]).webp({ quality: 80 }).toBuffer(),
  full: (s) => s.resize(...fit(2048)).composite([stamp]).webp({ quality: 80 }).toBuffer(),
  blur: (s) => s.resize(...fit(320)).blur(16).webp({ quality: 60 }).toBuffer(),
  thumbhash: async (s) => {
    const { data, info } = await s.resize(...fit(64)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    return rgbaToThumbHash(info.width, info.height, data)
  },
  color: async (s) => (await sharp(await s.resize(...fit(320)).png({ compressionLevel: 0 }).toBuffer()).stats()).dominant,
}

async function start(bytes) {
  if (mode === 'pipelines') return () => sharp(bytes).rotate()
  if (mode === 'clone') {
    const whole = sharp(bytes).rotate()
    return () => whole.clone()
  }
  const { data, info } = await sharp(bytes).rotate().resize(...fit(2048)).raw().toBuffer({ resolveWithObject: true })
  return () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
}

async function develop(bytes) {
  const pipeline = await start(bytes)
  return Promise.all(Object.values(outputs).map((make) => make(pipeline())))
}

const photos = Array.from({ length: repeat }, () => files.map((file) => readFileSync(file))).flat()
await develop(photos[0])
const cpu = process.cpuUsage()
const begun = performance.now()
for (const bytes of photos) await develop(bytes)
const used = process.cpuUsage(cpu)
console.log(JSON.stringify({
  n: photos.length,
  cpu_per_img: (used.user + used.system) / 1e6 / photos.length,
  wall_per_img: (performance.now() - begun) / 1e3 / photos.length,
}))
