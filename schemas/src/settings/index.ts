export { givenSettings, settingProblems } from './problems.ts';
export { misspeltSettings, misspeltWords, type MisspeltSetting } from './misspelt.ts';
