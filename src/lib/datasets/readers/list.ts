/** The readers that recognise themselves. A new one is a file beside this one and a line here. */
import { argilla } from './argilla.ts';
import { completions } from './completions.ts';
import { conll } from './conll.ts';
import { doccano } from './doccano.ts';
import { helpSteer } from './helpsteer.ts';
import { hhRlhf } from './hh-rlhf.ts';
import { judgments } from './judgments.ts';
import { labelStudio } from './label-studio.ts';
import { labels } from './labels.ts';
import { nemoRl } from './nemo-rl.ts';
import { openAi } from './openai.ts';
import { openAssistant } from './open-assistant.ts';
import { pairs } from './pairs.ts';
import { ranking } from './ranking.ts';
import type { Shape } from './shape.ts';
import { alpacaPairs, shareGptLabels, shareGptPairs } from './sharegpt.ts';
import { steps } from './steps.ts';
import { ultraFeedback } from './ultrafeedback.ts';

export const shapes: readonly Shape[] = [
	openAssistant,
	hhRlhf,
	pairs,
	ultraFeedback,
	helpSteer,
	openAi,
	nemoRl,
	shareGptPairs,
	alpacaPairs,
	ranking,
	completions,
	shareGptLabels,
	steps,
	labelStudio,
	argilla,
	doccano,
	conll,
	labels,
	judgments
];
