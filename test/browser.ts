/** A browser that looks at pages as a person would: what it draws, what it asks for, what sticks out. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = process.env.HWR_CHROMIUM ?? '/usr/bin/chromium';

/** False where there is no Chromium: the tests that need it say so in their names and are skipped. */
export const hasChromium = existsSync(executablePath);

export function openBrowser(): Promise<Browser> {
  const flags = ['headless=new', 'no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run'];
  const quiet = ['disable-background-networking', 'disable-component-update', 'disable-sync'];
  return chromium.launch({ executablePath, args: [...flags, ...quiet].map((flag) => `--${flag}`) });
}

export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** What a page does to the one who looks at it. */
export interface Seen {
  /** Errors and warnings of the console, exceptions. */
  readonly complaints: readonly string[];
  /** What was asked for beside the file itself and what is inside it. */
  readonly requests: readonly string[];
  readonly images: number;
  /** Pictures and plots that show nothing. */
  readonly blank: readonly string[];
  readonly plots: number;
  /** What makes the page wider than the window. */
  readonly wide: readonly string[];
  /** The least contrast of the page's and its plots' text with the background, as WCAG 2 has it. */
  readonly contrast: number;
  /** Elements and attributes that no page of ours has. */
  readonly foreign: readonly string[];
  readonly title: string;
  readonly text: string;
}

/** Opens a file, unfolds all that is folded, and looks. */
export async function look(browser: Browser, file: string, { width, scheme }: Look): Promise<Seen> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
  try {
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (url !== `file://${file}` && !url.startsWith('data:')) requests.push(url);
    });
    await page.goto(`file://${file}`);
    return { complaints, requests, ...(await inspect(page)) };
  } finally {
    await page.close();
  }
}

function inspect(page: Page): Promise<Omit<Seen, 'complaints' | 'requests'>> {
  return page.evaluate(async () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const images = [...document.images];
    // A data: image may be decoded later than the page is loaded.
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
    const plots = [...document.querySelectorAll('svg')];
    const hasMarks = (svg: SVGSVGElement): boolean =>
      [...svg.querySelectorAll<SVGGraphicsElement>('path, rect, circle, line, text')].some((mark) => {
        const { width, height } = mark.getBBox();
        return width + height > 0;
      });
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const page = luminance(getComputedStyle(document.body).backgroundColor);
    const contrastOf = (colour: string): number => {
      const [dark = 0, light = 0] = [page, luminance(colour)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    // Text in the page's own colour stands on a filled shape, not on the page.
    const texts = [...document.querySelectorAll('svg text')].filter(
      (text) => text.textContent !== '' && text.getAttribute('fill') !== 'var(--page)',
    );
    const colours = [
      ...[...document.querySelectorAll('h1, h2, p, nav a, .note')].map(
        (text) => getComputedStyle(text).color,
      ),
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
      text: document.body.textContent ?? '',
    };
  });
}
