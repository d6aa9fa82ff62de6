/**
 * Keeps the probabilities of draws in line with what people said: looks now and then which projects draw pairs of models
 * and have enough that is new, has the thread of statistics reckon, and sets them in one write. No claim waits for it, and
 * several servers may do it at once: each sets what follows from what stands.
 */
import type { Answering } from '#lib/job/answering.server.ts';
import { LAST_BAND } from '#lib/queue/band.ts';
import { isDrawn } from '#lib/queue/pair.ts';
import { weigh, type Weighed } from '#lib/queue/stratum.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { ANEW, type DrawsAsk } from './draws-answers.server.ts';

/** Fewer new answers than these are waited for. */
const FEW = 10;
const EVERY_MS = 2_000;

/** What of a project its probabilities follow from, as cheaply as it can be told. */
type Standing = {
	id: string;
	settings: string;
	form_version: number;
	submitted: number;
	unweighed: number;
	/** changes when a file comes in */
	intake: string;
};

const standings = (store: Store): Promise<Standing[]> =>
	store.read.query<Standing>(
		`select id, settings, form_version,
			(select coalesce(sum(submitted), 0) from seat where seat.project_id = project.id and band = ${LAST_BAND}) as submitted,
			(select count(*) from stratum where stratum.project_id = project.id and probability is null) as unweighed,
			(select coalesce(max(intake.id || ' ' || coalesce(intake.finished_at, 0)), '') from intake
				where intake.project_id = project.id) as intake
		from project where stage = 'alignment' and state = 'active'
			and (settings like '%"order":"balanced"%' or settings like '%"order":"informative"%')`
	);

type Seen = Pick<Standing, 'intake' | 'settings' | 'form_version'> & { submitted: number };

/** Whether enough is new. */
function isDue(now: Standing, before: Seen | undefined): boolean {
	if (!before || Number(now.unweighed) > 0) return true;
	if (now.intake !== before.intake || now.form_version !== before.form_version) return true;
	if (now.settings !== before.settings) return true;
	return Number(now.submitted) - before.submitted >= Math.max(FEW, before.submitted * ANEW);
}

/** One look. @param seen what each project was when it was weighed last @returns how many were weighed */
export async function weighDue(
	store: Store,
	statistics: Pick<Answering, 'ask'>,
	seen: Map<string, Seen>
): Promise<number> {
	let weighed = 0;
	for (const standing of await standings(store)) {
		const { id, settings, form_version, intake } = standing;
		const { order } = JSON.parse(settings) as ProjectSettings;
		if (!isDrawn(order) || !isDue(standing, seen.get(id))) continue;
		const ask: DrawsAsk = { asks: 'draws', project: id, form_version, order };
		const answer = await statistics.ask({ person: 'system', page: `draws ${id}` }, ask);
		await weigh(store, id, answer as Weighed[]);
		seen.set(id, { settings, form_version, intake, submitted: Number(standing.submitted) });
		weighed++;
	}
	return weighed;
}

/** Starts to look; ends with the signal. */
export function keepDraws(
	store: Store,
	statistics: Pick<Answering, 'ask'>,
	report: (error: unknown) => void,
	stopping: AbortSignal
): void {
	const seen = new Map<string, Seen>();
	let busy = false;
	const timer = setInterval(() => {
		if (busy || stopping.aborted) return;
		busy = true;
		weighDue(store, statistics, seen)
			.catch((error: unknown) => void (stopping.aborted || report(error)))
			.finally(() => (busy = false));
	}, EVERY_MS);
	timer.unref();
	stopping.addEventListener('abort', () => clearInterval(timer));
}
