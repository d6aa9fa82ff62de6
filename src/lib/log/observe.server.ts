/**
 * Spans of time that leave no event, told as they pass to whoever in this process listens, and otherwise to nobody: a
 * lease is none of the log's business, and how long one waited for it is a number.
 */
import { channel } from 'node:diagnostics_channel';

/** `claim`: from a decision's creation until somebody took it in hand; `handling`: from then until they answered */
export type Observed = { what: 'claim' | 'handling'; project: string; seconds: number };

const spans = channel('assent:span');

export function observe(span: Observed): void {
	if (spans.hasSubscribers) spans.publish(span);
}

/** @returns how to stop */
export function onObserved(listener: (span: Observed) => void): () => void {
	const hear = (message: unknown) => listener(message as Observed);
	spans.subscribe(hear);
	return () => spans.unsubscribe(hear);
}
