// A stranger checks a certificate on a phone: by the code's link, by number and name, and by the signed file.

import { readFileSync } from 'node:fs';

import { PHONE, signIn, visitor } from '../browser.mjs';
import { follow, heading, says, send } from '../expect.mjs';

export const name = 'a stranger checks a certificate on a phone';
export const options = { viewport: PHONE };

const HOLDER = '持证人（2021年度已取得职称）';

/** What the holder hands over: the certificate's link, its number, the name on it, and the file. */
async function handedOver(page, demo) {
  await signIn(page, demo.accounts.get(HOLDER), demo.password);
  await follow(page, /一级教师/);
  await says(page, '断网也能核对签名');
  const words = await page.locator('main').innerText();
  const [link] = words.match(/http:\/\/127\.0\.0\.1:\d+\/Q\/[A-Z2-7]+/);
  const [number] = words.match(/\d{10,}[0-9A-Z]{4,}/);
  const person = await page.locator('main dt', { hasText: /^姓名$/ }).locator('xpath=following-sibling::dd[1]').innerText();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: /PDF/ }).first().click();
  // Read at once: the browser forgets it with its page.
  const file = readFileSync(await (await waiting).path());
  return { link, number, person, file };
}

export async function walk(page, demo) {
  const holder = await visitor(page.context().browser(), demo.base, { viewport: PHONE });
  const { link, number, person, file } = await handedOver(holder.page, demo);
  await holder.close();

  await page.goto(link);
  await says(page, '证书真实，现行有效');
  await says(page, person);

  await page.goto('/');
  await follow(page, '证书核验');
  await heading(page, '证书核验');
  await page.getByLabel(/编号/).fill(number);
  await page.getByLabel(/姓名/).fill('别人');
  await send(page, '核验');
  await says(page, '没有查到编号和姓名都相符的证书');
  await page.goto('/check');
  await page.getByLabel(/编号/).fill(number);
  await page.getByLabel(/姓名/).fill(person);
  await send(page, '核验');
  await says(page, '证书真实，现行有效');

  await page.goto('/check');
  await page.locator('input[type="file"]').setInputFiles({ name: '证书.pdf', mimeType: 'application/pdf', buffer: file });
  await send(page, '核验文件');
  await says(page, '证书真实，现行有效');
}
