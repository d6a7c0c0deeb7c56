// A unit's clerk works from the list: returns one case, verifies another, recommends a third once its posting is over.

import { signIn } from '../browser.mjs';
import { follow, says, send } from '../expect.mjs';

export const name = 'a unit examiner verifies, returns and recommends';
export const options = {};

const WAITING = '待单位审核';
const RECOMMENDING = '待单位推荐';

/** Opens the first case of the list that waits for this. */
async function open(page, what) {
  await page.goto('/desk');
  const row = page.locator('main tbody tr', { hasText: what }).first();
  const person = await row.getByRole('link').first().innerText();
  await row.getByRole('link').first().click();
  return person;
}

export async function walk(page, demo) {
  await signIn(page, demo.accounts.get('学校审查责任人'), demo.password);

  const first = await open(page, WAITING);
  // Nothing chosen: everything that is missing is told at once, and nothing happens.
  await send(page, '审核通过，提交下一环节');
  await says(page, '审核结果');
  await follow(page, '退回修改');
  await page.locator('[name="points.0.anchor"]').selectOption({ index: 1 });
  await page.locator('[name="points.0.reason"]').selectOption({ index: 1 });
  await page.locator('[name="points.0.sentence"]').fill('毕业证书扫描件模糊，请重新上传');
  const before = page.url();
  await page.goto('/desk');
  await says(page, first);
  await page.goto(before);

  // The case is verified instead.
  await open(page, WAITING);
  for (const item of ['education', 'seniority', 'experience', 'performance', 'papers']) {
    await page.locator(`select[name="${item}"]`).selectOption({ index: 1 });
  }
  await page.getByLabel(/对审核结果负责/).check();
  await send(page, '审核通过，提交下一环节');
  await page.goto('/cases');
  const row = page.locator('main tbody tr', { hasText: first });
  const state = await row.innerText();
  if (state.includes(WAITING)) throw new Error(`verified, but the list says ${state}`);

  // A posting that runs is over a week later; the program's timer ends it by itself.
  await page.goto('/demo');
  await send(page, '前进7天');
  await page.goto('/postings');
  await says(page, '已结束');
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto('/desk');
    if ((await page.locator('main tbody').innerText()).includes(RECOMMENDING)) break;
    await page.waitForTimeout(500);
  }
  const recommended = await open(page, RECOMMENDING);
  await page.getByLabel('同意推荐', { exact: true }).check();
  await page.locator('[name="opinion"]').fill('教学业绩突出，同意推荐申报。');
  await send(page, '出具推荐意见');
  await page.goto('/cases');
  const left = await page.locator('main tbody tr', { hasText: recommended }).innerText();
  if (left.includes(RECOMMENDING)) throw new Error(`recommended, but the list says ${left}`);
}
