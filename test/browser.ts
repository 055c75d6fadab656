/** A browser that looks at pages as a person would: what it draws, what it asks for, what sticks out. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { type Inspection, inspectPage } from './inspect-page.mjs';

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
export interface Seen extends Inspection {
  /** Errors and warnings of the console, exceptions. */
  readonly complaints: readonly string[];
  /** What was asked for beside the file itself and what is inside it. */
  readonly requests: readonly string[];
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
    return { complaints, requests, ...(await page.evaluate(inspectPage)) };
  } finally {
    await page.close();
  }
}
