// Two policy officers bring a version into force, and take it out again, on a phone without scripts.

import { PHONE, signIn } from '../browser.mjs';
import { follow, heading, says, send } from '../expect.mjs';

export const name = 'two policy officers approve and withdraw a version';
export const options = { viewport: PHONE, scripts: false };

const FIRST = '政策管理人员（上传、第一人批准）';
const SECOND = '政策管理人员（第二人批准）';

async function as(page, demo, who) {
  await page.context().clearCookies();
  await signIn(page, demo.accounts.get(who), demo.password);
  await heading(page, '政策包');
  await page.locator('main').getByRole('link', { name: /2022年度南宁市中小学教师职称评审/ }).first().click();
}

export async function walk(page, demo) {
  await as(page, demo, FIRST);
  await says(page, '检查通过');
  await says(page, '申报二级教师职称');
  const version = page.url();
  await send(page, '批准');
  await says(page, '等另一位政策管理人员批准');
  await as(page, demo, SECOND);
  await says(page, '您批准后，这一版本立即启用');
  await send(page, '批准并启用');
  await says(page, '已启用');
  await page.goto('/policies/nn.中小学教师.2022');
  await says(page, '申报二级教师职称');

  await page.goto(version);
  await send(page, '提出停用');
  await says(page, '等另一位政策管理人员同意');
  await as(page, demo, FIRST);
  await send(page, '同意停用');
  await says(page, '已撤回');

  // A file with a typo is told with its place, and nothing changes.
  await page.goto('/packs/new?pack=nn.中小学教师.2022');
  await page.locator('input[type="file"]').setInputFiles({
    name: '本轮.kdl',
    mimeType: 'text/plain',
    buffer: Buffer.from('政策包 "nn.中小学教师.2022" {\n    名字 "试"\n}\n'),
  });
  await page.getByLabel('修改说明').fill('试写错');
  await send(page, '上传并检查');
  await says(page, 'nn.中小学教师.2022/本轮.kdl:2:5');
  await follow(page, '取消');
  await heading(page, '政策包');
}
