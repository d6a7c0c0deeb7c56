// An expert votes with the keyboard alone; the presider closes the poll and announces; the supervisor signs.

import { signIn, visitor } from '../browser.mjs';
import { follow, says, send } from '../expect.mjs';

export const name = 'an expert votes with the keyboard, and the meeting is signed';
export const options = {};

const VOTER = '评审专家（今天参加评审会议，尚未投票）';
const PRESIDER = '评审专家（主任委员，主持今天的评审会议）';

/** Moves on with the Tab key until the focus is on this; what has it must show it. */
async function tabTo(page, target, what) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      const shown = await target.evaluate((element) => {
        const outline = (one) => getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none';
        return outline(element) || outline(element.parentElement) || (element.nextElementSibling && outline(element.nextElementSibling));
      });
      if (!shown) throw new Error(`${what} has the focus, and nothing shows it`);
      return;
    }
  }
  throw new Error(`${what} cannot be reached with the Tab key`);
}

export async function walk(page, demo) {
  await signIn(page, demo.accounts.get(VOTER), demo.password);
  await follow(page, '去投票');
  await says(page, '无记名投票');

  // Nothing chosen: the ballot comes back, and nothing was cast.
  await send(page, '投票');
  await says(page, '个问题');
  const cases = await page.locator('.vote').count();
  if (cases !== 5) throw new Error(`the ballot has ${cases} cases`);
  for (let place = 0; place < cases; place += 1) {
    const agree = page.locator('.vote').nth(place).getByLabel('同意', { exact: true });
    await tabTo(page, agree, `the agreement of case ${place + 1}`);
    await page.keyboard.press('Space');
    if (!(await agree.isChecked())) throw new Error(`case ${place + 1} is not chosen`);
  }
  const cast = page.getByRole('button', { name: '投票', exact: true });
  await tabTo(page, cast, 'the button');
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  await says(page, '您已投票');

  const presider = await visitor(page.context().browser(), demo.base, {});
  await signIn(presider.page, demo.accounts.get(PRESIDER), demo.password);
  await follow(presider.page, '去投票');
  for (let place = 0; place < cases; place += 1) {
    await presider.page.locator('.vote').nth(place).getByLabel('同意', { exact: true }).check();
  }
  await send(presider.page, '投票');
  await says(presider.page, '您已投票');
  await presider.page.locator('[name="confirmed"]').check();
  await send(presider.page, '结束投票并计票');
  await send(presider.page, '宣布结果并签字');
  await says(presider.page, '结果已宣布');
  await presider.close();

  const supervisor = await visitor(page.context().browser(), demo.base, {});
  await signIn(supervisor.page, demo.accounts.get('监督员'), demo.password);
  await supervisor.page.locator('main').getByRole('link', { name: /2022/ }).first().click();
  await says(supervisor.page, '请签字');
  await send(supervisor.page, /签字/);
  await follow(supervisor.page, '会议记录');
  await says(supervisor.page, '监督员签字');
  await supervisor.close();
}
