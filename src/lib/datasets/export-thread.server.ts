/** The rest of files of projects, made in a thread beside the server. */
import type { Order } from '#lib/job/pouring-thread.server.ts';
import { exportLines, type ExportOrder } from './export.server.ts';
import { after, inBytes, type Beginning } from './stream.server.ts';

type Asked = { order: ExportOrder; beginning: Beginning };

export function pourExport({ read, order: asked, isOver }: Order): AsyncIterable<Uint8Array> {
	const { order, beginning } = asked as Asked;
	return after(beginning, inBytes(exportLines(read, order), isOver));
}
