/** Images of the data set inside the page. */
import { pictureToPng } from '../../data/images/png.js';
import type { Picture, RunRecord } from '../run-record.js';
import { html, type Markup } from './markup.js';
import type { Section } from './page.js';

/** A framed picture that carries its own bytes. Grey ones are shown as ink on the page's background. */
export function pictureImage(picture: Picture, alt: string, kind = ''): Markup {
  const source = `data:image/png;base64,${Buffer.from(pictureToPng(picture)).toString('base64')}`;
  const grey = picture.channels === 1 && html` class="grey"`;
  // The filter that turns light on dark into ink on paper would turn the image's own frame too, so the frame is around it.
  return html`<span class="${`frame ${kind}`.trim()}"><img${grey} src="${source}" width="${picture.width}" height="${picture.height}" alt="${alt}"></span>`;
}

/** A row of samples for each class, and rows of originals beside their augmented versions. */
export function picturesSection({ samples, augmented, classes }: RunRecord): Section | undefined {
  if (samples.length === 0 && augmented.length === 0) return undefined;
  const body = html`<div class="pair">
${
  samples.length > 0 &&
  html`<div><h3>Samples of each class</h3><div class="rows${classes.some((name) => name.length > 2) && ' named'}">${samples.map(
    (row, c) =>
      html`<div class="row"><span class="name">${classes[c]}</span>${row.map((picture) => pictureImage(picture, `sample of ${classes[c] ?? 'a class'}`))}</div>
`,
  )}</div></div>`
}
${
  augmented.length > 0 &&
  html`<div><h3>Augmented for training</h3><div class="rows steps">${augmented.map(
    ({ label, pictures }) =>
      html`<div class="row"><span class="name">${label}</span>${pictures.map((picture, i) => pictureImage(picture, i === 0 ? 'original' : 'augmented', i === 0 ? 'original' : ''))}</div>
`,
  )}</div><p class="note">The framed image is the original; the others are what an epoch may make of it.</p></div>`
}
</div>`;
  return { id: 'images', title: 'What the model is shown', short: 'Images', body };
}
