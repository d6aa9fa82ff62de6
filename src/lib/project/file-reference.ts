/** How a payload names a picture: by the file's id, by its address, by the name under which it was sent, or whole. */
import { pictureTypes } from './picture.ts';

export type FileReference =
	{ by: 'id'; id: string } | { by: 'name'; name: string } | { by: 'data'; url: string };

const ID = /^(?:sha256:)?([0-9a-f]{64})$/i;
const ADDRESS = /\/api\/v1\/projects\/[^/]+\/files\/([0-9a-f]{64})$/i;
const DATA = new RegExp(`^data:(?:${pictureTypes.join('|')});base64,[A-Za-z0-9+/]+=*$`);

export const fileUrl = (slug: string, id: string): string => `/api/v1/projects/${slug}/files/${id}`;

export function referenceOf(value: string): FileReference {
	const trimmed = value.trim();
	const id = (ID.exec(trimmed) ?? ADDRESS.exec(trimmed))?.[1];
	if (id !== undefined) return { by: 'id', id: id.toLowerCase() };
	return DATA.test(trimmed) ? { by: 'data', url: trimmed } : { by: 'name', name: trimmed };
}
