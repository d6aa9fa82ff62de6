/**
 * A form that is sent without leaving the page: what is typed stays, and the focus goes where the hand is. Kit
 * by itself sends it to the top of the page.
 */
import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import { tick } from 'svelte';

type On = {
	start?: () => void;
	end?: (result: ActionResult) => void;
	/** gets the focus when what had it is gone */
	instead?: () => HTMLElement | undefined;
	/** empties the form once it is done */
	reset?: boolean;
};

/** `<form use:enhance={send({ … })}>` */
export const send =
	({ start, end, instead, reset = false }: On = {}): SubmitFunction =>
	({ formElement }) => {
		const had = document.activeElement;
		start?.();
		return async ({ result, update }) => {
			await update({ reset: reset && result.type === 'success' });
			end?.(result);
			await tick();
			if (result.type === 'redirect' || result.type === 'error') return;
			const wrong =
				result.type === 'failure' ? formElement.querySelector<HTMLElement>('[aria-invalid="true"]') : null;
			if (wrong) wrong.focus();
			else if (had instanceof HTMLElement && had.isConnected && had !== document.body) had.focus();
			else instead?.()?.focus();
		};
	};
