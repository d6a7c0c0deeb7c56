// Anybody asks which ways to a title are open, on a phone and without scripts; then reads the rules behind the answer.

import { PHONE } from '../browser.mjs';
import { follow, heading, says, send } from '../expect.mjs';

export const name = 'anybody computes which ways are open';
export const options = { viewport: PHONE, scripts: false };

const ANSWERS = new Map([
  ['离退休期间', '没有离退休记录'],
  ['公务员身份期间', '不是公务员（含参公）'],
  ['立案或处分处罚影响期', '没有立案审查调查和处分处罚影响期'],
  ['诚信档案记录期', '没有记录'],
  ['记过以上处分期间', '没有'],
  ['单位性质', '国有企业'],
  ['公务员流动到企事业单位', '是'],
  ['遵守法律和职业道德', '是'],
  ['完成规定的继续教育', '是'],
  ['学历', '研究生'],
  ['学位', '博士'],
]);
const TYPED = new Map([
  ['本年度已申报同级别职称数', '0'],
  ['专技年限', '24个月'],
]);

/** Answers what is asked: what is known above, otherwise 不清楚. */
async function answer(page) {
  const asked = await page.$$eval('input[name="asked"]', (inputs) => inputs.map((input) => input.value));
  for (const fact of asked) {
    const chosen = page.locator(`input[type="radio"][name="${fact}"]`);
    if (TYPED.has(fact) && (await page.locator(`input[type="text"][name="${fact}"]`).count()) > 0) {
      await page.locator(`input[type="text"][name="${fact}"]`).fill(TYPED.get(fact));
    } else if (fact === '本单位在职期间') {
      await page.locator(`input[type="radio"][name="${fact}"][value="有"]`).check();
      for (const [part, value] of [['year', '2015'], ['month', '9'], ['day', '1']]) {
        await page.locator(`input[name="${fact}.from.${part}"]`).fill(value);
      }
    } else if ((await chosen.count()) > 0) {
      const value = ANSWERS.get(fact) ?? '不清楚';
      await page.locator(`input[type="radio"][name="${fact}"][value="${value}"]`).check();
    }
  }
  await send(page, '继续');
  return asked;
}

export async function walk(page) {
  await page.goto('/');
  await follow(page, '申报资格');
  await heading(page, '申报资格计算');
  await send(page, '开始');
  await says(page, '有一个问题');
  await page.getByLabel('地区').selectOption({ label: '南宁市' });
  await page.getByLabel('职称系列').selectOption({ label: '其他系列' });
  await page.getByLabel('副高级').check();
  await send(page, '开始');
  await says(page, '请回答');
  const known = new Set();
  for (let steps = 0; steps < 40; steps += 1) {
    if ((await page.locator('input[name="asked"]').count()) === 0) break;
    for (const fact of await answer(page)) {
      if (known.has(fact)) throw new Error(`${fact} is asked twice`);
      known.add(fact);
    }
  }
  await says(page, '问完了');
  await says(page, '第十八条(三)');
  await says(page, '可以申报');
  await follow(page, '《广西壮族自治区职称评审管理服务暂行办法》');
  await says(page, '公示期不少于5个工作日');
}
