// Another unit's clerk returns a case with points; the list does not have it any more.

import { signIn } from '../browser.mjs';
import { follow, says, send } from '../expect.mjs';

export const name = 'a unit examiner returns a case with its points';
export const options = {};

export async function walk(page, demo) {
  await signIn(page, '市直1-审核', demo.password);
  await page.goto('/desk');
  await page.locator('main tbody tr', { hasText: '待单位审核' }).first().getByRole('link').first().click();
  await follow(page, '退回修改');
  await send(page, '退回申报人');
  await says(page, '有一个问题');
  await page.locator('[name="points.0.anchor"]').selectOption({ index: 1 });
  await page.locator('[name="points.0.reason"]').selectOption({ index: 1 });
  await page.locator('[name="points.0.sentence"]').fill('毕业证书扫描件模糊，请重新上传');
  await send(page, '退回申报人');
  await says(page, '申报已退回');
}
