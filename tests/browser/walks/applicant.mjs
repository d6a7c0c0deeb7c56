// An applicant on a phone, without scripts: from signing in through the task list to the submission.

import { PHONE, signIn } from '../browser.mjs';
import { follow, heading, says, send } from '../expect.mjs';

export const name = 'an applicant submits, on a phone and without scripts';
export const options = { viewport: PHONE, scripts: false };

export async function walk(page, demo) {
  await signIn(page, demo.accounts.get('申报人（正在填写）'), demo.password);
  await heading(page, '我的职称');
  await follow(page, /继续填写/);
  await says(page, '8 / 9 项');

  // A library entry on the way, first with everything wrong at once.
  await follow(page, '业绩成果');
  await page.locator('main').getByRole('link', { name: /添加/ }).first().click();
  await send(page, '保存');
  if (!(await page.title()).startsWith('错误：')) throw new Error('the title does not say that something is wrong');
  await says(page, '请填写成果名称');
  await page.getByLabel('成果名称').fill('分层作业设计');
  await page.getByLabel('成果类别').fill('教研课题');
  for (const [label, value] of [['年', '2021'], ['月', '6'], ['日', '30']]) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await send(page, '保存');
  await says(page, '分层作业设计');

  await page.goto('/');
  await follow(page, /继续填写/);
  await follow(page, '申报条件');
  await heading(page, '申报条件');
  await page.goBack();
  await follow(page, '检查并提交');
  await says(page, '分层作业设计');
  await send(page, '签署并提交');
  await says(page, '有一个问题');
  await page.getByLabel(/已阅读以上承诺/).check();
  await send(page, '签署并提交');
  await says(page, '回执');

  await page.goto('/');
  await says(page, '现在由');
  await says(page, '单位审核');
}
