/** Runs inside the page, so it is JavaScript and uses nothing from outside itself. */
export async function inspectPage() {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const images = [...document.images];
  // A data: image may be decoded later than the page is loaded.
  await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  const plots = [...document.querySelectorAll('svg')];
  const hasMarks = (svg) =>
    [...svg.querySelectorAll('path, rect, circle, line, text')].some((mark) => {
      const { width, height } = mark.getBBox();
      return width + height > 0;
    });
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const luminance = (colour) => {
    const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = luminance(getComputedStyle(document.body).backgroundColor);
  const contrastOf = (colour) => {
    const [dark = 0, light = 0] = [page, luminance(colour)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  // Text in the page's own colour stands on a filled shape, not on the page.
  const texts = [...document.querySelectorAll('svg text')].filter(
    (text) => text.textContent !== '' && text.getAttribute('fill') !== 'var(--page)',
  );
  const colours = [
    ...[...document.querySelectorAll('h1, h2, p, nav a, .note')].map((text) => getComputedStyle(text).color),
    ...texts.map((text) => getComputedStyle(text).fill),
  ];
  const foreign = [...document.querySelectorAll('*')].flatMap((element) => [
    ...(/^(script|iframe|object|embed|form|base|link)$/i.test(element.tagName) ? [element.tagName] : []),
    ...[...element.attributes].flatMap(({ name }) => (name.startsWith('on') ? [name] : [])),
  ]);
  return {
    images: images.length,
    blank: [
      ...images.filter((image) => image.naturalWidth === 0).map((image) => `image ${image.alt}`),
      ...plots.filter((svg) => !hasMarks(svg)).map((svg) => `plot ${svg.getAttribute('aria-label')}`),
    ],
    plots: plots.length,
    wide:
      document.documentElement.scrollWidth <= window.innerWidth
        ? []
        : [...document.querySelectorAll('body *')]
            .filter(
              (one) =>
                one.getBoundingClientRect().left +
                  Math.max(one.scrollWidth, one.getBoundingClientRect().width) >
                window.innerWidth,
            )
            // What sticks out of something that scrolls by itself is none of the page's.
            .filter((one) => one.closest('nav, pre, .scroll, .plot') === null)
            .map((one) => `${one.tagName} ${one.className}`)
            .concat('the page'),
    contrast: Math.min(...colours.map(contrastOf)),
    foreign,
    title: document.querySelector('h1')?.textContent ?? '',
  };
}
