import { z } from 'zod';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { calibrationView } from '#lib/runtime/calibration-view.ts';
import { applyThreshold, Days, readCalibration } from '#lib/runtime/calibration.server.ts';
import { Target, ThresholdInput } from '#lib/runtime/threshold.ts';

export const GET = endpoint(
	{
		summary: 'How far confidences can be trusted, by action, and the threshold that keeps a target',
		query: z.strictObject({ days: Days, target: Target }),
		answers: { 200: 'shares are from 0 to 1, intervals at 95 %' }
	},
	async ({ store, actor, params: { slug = '' }, query: { days, target } }) =>
		answer(calibrationView(await readCalibration(store, actor, slug, days), target))
);

export const POST = endpoint(
	{
		summary: 'Write a confidence threshold as the next version of the policy',
		body: ThresholdInput,
		right: 'policy',
		answers: { 200: 'the policy' }
	},
	async ({ store, actor, params: { slug = '' }, body }) =>
		answer(await applyThreshold(store, actor, slug, body))
);
