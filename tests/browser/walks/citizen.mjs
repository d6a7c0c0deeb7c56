// A citizen without an account reads a notice, looks at the posted results and checks a certificate.

import { PHONE } from '../browser.mjs';
import { follow, heading, says } from '../expect.mjs';

export const name = 'a citizen reads the notice and the results';
export const options = { viewport: PHONE, scripts: false };

export async function walk(page) {
  await page.goto('/');
  await follow(page, /年度南宁市中小学教师职称评审工作通知/);
  await says(page, '申报');
  await says(page, '评审费');
  await page.goto('/');
  await follow(page, '结果公示');
  await heading(page, '结果公示');
  const main = await page.locator('body').innerText();
  if (/\d{17}[\dXx]|1\d{10}/.test(main)) throw new Error('the public page shows an identity or telephone number');
}
