/**
 * A form that is sent without leaving the page: what is typed stays, and the focus goes where the hand is. Kit
 * by itself sends it to the top of the page. While the answer is on its way the same is not sent again, and
 * what is changed and sent waits for it, so that the last word comes last. Where no answer comes the page stays.
 */
import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import { tick } from 'svelte';
import { keepSince } from './typed.ts';
import { unanswered } from './unanswered.svelte.ts';
import { settled } from './under-way.ts';

type On = {
	start?: () => void;
	end?: (result: ActionResult) => void;
	/** gets the focus when what had it is gone */
	instead?: () => HTMLElement | undefined;
	/** empties the form once it is done */
	reset?: boolean;
};

const textOf = (action: URL, data: FormData): string =>
	JSON.stringify([action.href, Array.from(data, ([name, value]) => [name, String(value)])]);

/** `<form use:enhance={send({ … })}>` */
export function send({ start, end, instead, reset = false }: On = {}): SubmitFunction {
	/** what was sent last, until it is answered */
	let last: { text: string; answered: Promise<void> } | null = null;
	return async ({ action, cancel, formData, formElement }) => {
		const text = textOf(action, formData);
		if (last?.text === text) return void cancel();
		const before = last?.answered;
		let answered = () => {};
		const mine = { text, answered: new Promise<void>((resolve) => (answered = resolve)) };
		last = mine;
		const had = document.activeElement;
		const since = keepSince();
		await before;
		// What it was part of may have gone with the answer before.
		if (!formElement.isConnected) {
			since.end();
			return void cancel();
		}
		unanswered.clear();
		start?.();
		return async ({ result, update }) => {
			try {
				if (reset && result.type === 'success') formElement.reset();
				since.giveBack();
				if (result.type === 'success') await settled();
				// Kit would put its page of errors in the place of what was typed.
				if (result.type === 'error') unanswered.say(result);
				else await update({ reset: false });
			} finally {
				end?.(result);
				if (last === mine) last = null;
				answered();
			}
			const hand = since.end();
			await tick();
			if (result.type === 'redirect') return;
			since.giveBack();
			const wrong =
				result.type === 'failure' ? formElement.querySelector<HTMLElement>('[aria-invalid="true"]') : null;
			if (hand?.isConnected) hand.focus({ preventScroll: true });
			else if (wrong) wrong.focus();
			else if (had instanceof HTMLElement && had.isConnected && had !== document.body) had.focus();
			else instead?.()?.focus();
		};
	};
}
