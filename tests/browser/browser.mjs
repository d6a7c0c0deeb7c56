// A browser that reports everything a page complains about, and what every page must satisfy.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SHOTS = join(import.meta.dirname, '..', '..', 'target', 'browser');

export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium's sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** A page of a new visitor, whose complaints (scripts, content policy, failed requests) are collected. */
export async function visitor(browser, base, { viewport = DESK, scripts = true } = {}) {
  const context = await browser.newContext({ baseURL: base, viewport, javaScriptEnabled: scripts, locale: 'zh-CN' });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // A page that is meant to be an error page is told apart by its status, not here.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') complaints.push(`request: ${request.url()} ${why}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** Signs in with the form, as people do. */
export async function signIn(page, account, password) {
  await page.goto('/sign-in');
  await page.getByLabel('手机号或登录名').fill(account);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  if (new URL(page.url()).pathname === '/sign-in') {
    throw new Error(`${account} cannot sign in: ${await page.locator('main').innerText()}`);
  }
}

/** What is wrong with the page as it stands: accessibility, and scrolling sideways on a phone. */
export async function faultsOf(page) {
  const faults = [];
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), RULES);
  for (const { id, help, nodes } of violations) {
    const [first] = nodes;
    faults.push(`axe ${id}: ${help} (${nodes.length}×, e.g. ${first.html.slice(0, 160)})`);
  }
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return null;
    const outside = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > room + 1);
    const last = outside.at(-1);
    return `${document.documentElement.scrollWidth}px, e.g. <${last?.tagName.toLowerCase()} class="${last?.className}">`;
  });
  if (wide) faults.push(`scrolls sideways at ${PHONE.width}px: ${wide}`);
  await page.setViewportSize(before);
  return faults;
}

/** Keeps a picture of a page on which something failed. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  const file = join(SHOTS, `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
}
