/** Every kind of question, by its type. A new kind is a file in kinds/ and a line here. */
import type { Kind } from './kind.ts';
import { boxes } from './kinds/boxes.ts';
import { label } from './kinds/label.ts';
import { labels } from './kinds/labels.ts';
import { ranking } from './kinds/ranking.ts';
import { rating } from './kinds/rating.ts';
import { spans } from './kinds/spans.ts';
import { text } from './kinds/text.ts';

export const kinds: Record<string, Kind> = { label, labels, spans, boxes, rating, text, ranking };
export const kindOf = (type: string): Kind | null =>
	Object.hasOwn(kinds, type) ? (kinds[type] ?? null) : null;
