import { z } from 'zod';
import { standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { evidenceOf } from '#lib/runtime/calibration-view.ts';
import {
	applyThreshold,
	BehindQuery,
	Days,
	readCalibration,
	verdictsBehind
} from '#lib/runtime/calibration.server.ts';
import { hundredths, readingOf } from '#lib/runtime/calibration.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { isGuarded } from '#lib/runtime/policy.ts';
import { Target, ThresholdInput } from '#lib/runtime/threshold.ts';
import type { Actions } from './$types';

const Query = z.object({
	action: z.string().optional(),
	days: Days,
	target: Target,
	from: BehindQuery.shape.from.optional(),
	to: BehindQuery.shape.to.optional()
});

export const load = page(async ({ store, actor, slug, url }) => {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const query = parseAs(Query, Object.fromEntries(url.searchParams), 'invalid_query');
	const [{ actions, policy, now }, own] = await Promise.all([
		readCalibration(store, actor, slug, query.days),
		standing(store.read, actor, project)
	]);
	const chosen = actions.find(({ action }) => action === query.action) ?? actions[0];
	const role = may(actor, 'policy', own);
	const { from, to } = query;
	return {
		days: query.days,
		target: query.target,
		policy,
		mayWrite: role === 'admin' || (role !== null && !isGuarded(policy)),
		chosen: chosen
			? { action: chosen.action, waiting: chosen.waiting, ...evidenceOf(chosen, policy, now) }
			: null,
		// What the others do is told in a line each; their counts stay here.
		lines: actions.map((one) => {
			const evidence = evidenceOf(one, policy, now);
			const { decisions, verdicts, tenths, suggestion } = readingOf(evidence, query.target);
			return {
				action: one.action,
				decisions,
				verdicts,
				wrong: tenths.flatMap(({ wrong }) => (wrong ? [wrong.share] : [])),
				now: hundredths(evidence.own.confidence_min),
				suggestion: suggestion.kind,
				suggested: suggestion.kind === 'found' ? suggestion.point.at : null
			};
		}),
		behind:
			chosen && from !== undefined && to !== undefined
				? {
						from,
						to,
						verdicts: await verdictsBehind(store, actor, slug, { action: chosen.action, from, to })
					}
				: null
	};
});

const numberIn = (form: URLSearchParams, name: string): number | undefined => {
	const text = form.get(name);
	return text === null || text === '' ? undefined : Number(text);
};

export const actions = {
	apply: action('apply', async ({ store, actor, slug, form }) => {
		const input = parseAs(ThresholdInput, {
			action: form.get('action') ?? '',
			confidence_min: numberIn(form, 'confidence_min'),
			sample: numberIn(form, 'sample'),
			version: numberIn(form, 'version')
		});
		const { version } = await applyThreshold(store, actor, slug, input);
		return `Policy ${version} stands: ${input.action} runs alone from a confidence of ${input.confidence_min}.`;
	})
} satisfies Actions;
