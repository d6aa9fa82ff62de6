/** Every target. A new one is a file beside this one and a line here. */
import axolotl from './axolotl.ts';
import conll from './conll.ts';
import doccano from './doccano.ts';
import hhRlhf from './hh-rlhf.ts';
import judgments from './judgments.ts';
import labelStudio from './label-studio.ts';
import labels from './labels.ts';
import llamafactoryAlpaca from './llamafactory-alpaca.ts';
import llamafactoryKto from './llamafactory-kto.ts';
import llamafactory from './llamafactory.ts';
import nemoRl from './nemo-rl.ts';
import openaiDpo from './openai-dpo.ts';
import openrlhf from './openrlhf.ts';
import ranking from './ranking.ts';
import type { Target } from './target.ts';
import trlDpoImplicit from './trl-dpo-implicit.ts';
import trlDpoStandard from './trl-dpo-standard.ts';
import trlDpo from './trl-dpo.ts';
import trlKto from './trl-kto.ts';
import trlPromptCompletion from './trl-prompt-completion.ts';
import trlPromptOnly from './trl-prompt-only.ts';
import trlReward from './trl-reward.ts';
import trlSft from './trl-sft.ts';
import trlStepwise from './trl-stepwise.ts';
import ultrafeedback from './ultrafeedback.ts';

/** What trainers and labelling tools read, in the order in which they are offered. */
export const targets = [
	trlDpo,
	trlDpoStandard,
	trlDpoImplicit,
	trlReward,
	ranking,
	openaiDpo,
	llamafactory,
	llamafactoryAlpaca,
	axolotl,
	openrlhf,
	nemoRl,
	ultrafeedback,
	hhRlhf,
	trlKto,
	llamafactoryKto,
	trlSft,
	trlPromptCompletion,
	trlPromptOnly,
	trlStepwise,
	labelStudio,
	doccano,
	conll
] as const satisfies readonly Target[];

/** Everything that can be asked for: beside these, what people said as a table, and the judgments themselves. */
export const formats = [...targets, labels, judgments] as const satisfies readonly Target[];
export const formatNames = formats.map(({ name }) => name) as [string, ...string[]];

export const targetOf = (name: string): Target | null => formats.find((own) => own.name === name) ?? null;
