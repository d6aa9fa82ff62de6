/** Templates of annotation projects. A new one is a file in templates/ and a line here. */
import type { Template } from './template.ts';
import { chatSafety } from './templates/chat-safety.ts';
import { entities } from './templates/entities.ts';
import { imageClasses } from './templates/image-classes.ts';
import { ragRelevance } from './templates/rag-relevance.ts';
import { sentiment } from './templates/sentiment.ts';
import { summaryQuality } from './templates/summary-quality.ts';
import { toxicity } from './templates/toxicity.ts';

export type { Template } from './template.ts';

export const templates: Template[] = [
	sentiment,
	toxicity,
	entities,
	imageClasses,
	summaryQuality,
	ragRelevance,
	chatSafety
];
