/**
 * The roles table of the design as HTTP, written by hand, refusals as well as grants: every address of the app, asked
 * by everybody. An address on disk that is not in the table fails; so does a line whose address is gone.
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
	clientOf,
	makeKey,
	makeUser,
	PASSWORD,
	pairs,
	withKey,
	type Answer,
	type Client
} from '../setup/people.ts';
import { Authenticator } from '../setup/authenticator.ts';
import { pictures } from '../setup/pictures.ts';
import { addresses } from '../setup/routes.ts';
import { startServer, type Server } from '../setup/server.ts';

/*
 * Who asks. `lead` is a researcher who made the project `own`, `other` one who made another. Keys: `agent`, `rkey` in
 * the researcher's role, `akey` in the admin's, `ukey` acts as the rater, `bound` is in the admin's role and names
 * another project. `own` is an alignment project that lists nobody.
 *
 * The number is the status; of an action it is that of its result, where 303 leads on.
 */
const TABLE = `
                                                      nobody admin lead other annot rater oper agent rkey akey ukey bound
GET /healthz                                          200    200   200  200   200   200   200  200   200  200  200  200
GET /readyz                                           200    200   200  200   200   200   200  200   200  200  200  200
GET /api/v1/openapi.json                              200    200   200  200   200   200   200  200   200  200  200  200
GET /metrics                                          401    200   403  403   403   403   403  403   403  200  403  403
GET /.well-known/jwks.json                            200    200   200  200   200   200   200  200   200  200  200  200

GET /api/v1/session                                   401    200   200  200   200   200   200  200   200  200  200  200
POST /api/v1/session                                  200    200   200  200   200   200   200  200   200  200  200  200
PATCH /api/v1/session                                 401    204   204  204   204   204   204  403   403  403  403  403
DELETE /api/v1/session                                204    204   204  204   204   204   204  204   204  204  204  204
POST /api/v1/session/passkey/challenge                200    200   200  200   200   200   200  200   200  200  200  200
POST /api/v1/session/passkey                          410    410   410  410   410   410   410  410   410  410  410  410
GET /api/v1/passkeys                                  401    200   200  200   200   200   200  403   403  403  403  403
POST /api/v1/passkeys/challenge                       401    200   200  200   200   200   200  403   403  403  403  403
POST /api/v1/passkeys                                 401    201   201  201   201   201   201  403   403  403  403  403
PATCH /api/v1/passkeys/[id]                           401    200   200  200   200   200   200  403   403  403  403  403
PATCH /api/v1/passkeys/[id] (theirs)                  401    404   404  404   404   404   404  403   403  403  403  403
DELETE /api/v1/passkeys/[id]                          401    204   204  204   204   204   204  403   403  204  403  403
DELETE /api/v1/passkeys/[id] (theirs)                 401    204   403  403   403   403   403  403   403  204  403  403
POST /api/v1/passkeys/[id]/confirm                    401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/links                                    200    200   200  200   200   200   200  200   200  200  200  200

GET /api/v1/users                                     401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/users                                    401    201   403  403   403   403   403  403   403  201  403  403
PATCH /api/v1/users/[id]                              401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/users/[id]/reset                         401    201   403  403   403   403   403  403   403  201  403  403
DELETE /api/v1/users/[id]/sessions                    401    200   403  403   403   403   403  403   403  200  403  403
GET /api/v1/users/[id]/passkeys                       401    200   403  403   403   403   403  403   403  200  403  403
DELETE /api/v1/users/[id]/passkeys                    401    200   403  403   403   403   403  403   403  200  403  403
DELETE /api/v1/links/[id]                             401    204   403  403   403   403   403  403   403  204  403  403
GET /api/v1/keys                                      401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/keys                                     401    201   403  403   403   403   403  403   403  201  403  403
DELETE /api/v1/keys/[id]                              401    204   403  403   403   403   403  403   403  204  403  403

GET /api/v1/instance                                  401    200   403  403   403   403   403  403   403  200  403  403
PATCH /api/v1/instance                                401    200   403  403   403   403   403  403   403  200  403  403

GET /api/v1/webhooks                                  401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/webhooks                                 401    201   403  403   403   403   403  403   403  201  403  403
GET /api/v1/webhooks/[id]                             401    200   403  403   403   403   403  403   403  200  403  403
PATCH /api/v1/webhooks/[id]                           401    200   403  403   403   403   403  403   403  200  403  403
DELETE /api/v1/webhooks/[id]                          401    204   403  403   403   403   403  403   403  204  403  403
POST /api/v1/webhooks/[id]/rotate                     401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/webhooks/[id]/test                       401    202   403  403   403   403   403  403   403  202  403  403
GET /api/v1/webhooks/[id]/deliveries                  401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/webhooks/[id]/deliveries/retry           401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/webhooks/[id]/deliveries/drop            401    200   403  403   403   403   403  403   403  200  403  403

GET /api/v1/projects                                  401    200   200  200   200   200   200  200   200  200  200  200
POST /api/v1/projects                                 401    201   201  201   403   403   403  403   201  201  403  403
GET /api/v1/projects/[slug]                           401    200   200  200   403   200   403  403   200  200  200  403
PATCH /api/v1/projects/[slug]                         401    200   200  403   403   403   403  403   200  200  403  403
DELETE /api/v1/projects/[slug]                        401    204   204  403   403   403   403  403   204  204  403  403
GET /api/v1/projects/[slug]/members                   401    200   200  403   403   403   403  403   200  200  403  403
PUT /api/v1/projects/[slug]/members                   401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/forms/[version]           401    200   200  200   403   200   403  403   200  200  200  403
GET /api/v1/projects/[slug]/guidelines                401    200   200  200   403   200   403  403   200  200  200  403
GET /api/v1/projects/[slug]/guidelines/[version]      401    200   200  200   403   200   403  403   200  200  200  403
PUT /api/v1/projects/[slug]/guidelines/seen           401    200   200  200   403   200   403  403   403  403  200  403
GET /api/v1/projects/[slug]/stats                     401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/raters                    401    200   200  200   403   200   403  403   200  200  200  403
GET /api/v1/projects/[slug]/agreement                 401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/leaderboard               401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/raters                   401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/raters/measures           401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/me                        401    200   200  200   403   200   403  403   403  403  200  403
GET /api/v1/projects/[slug]/items                     401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/items                    401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/imports                   401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/imports/[id]              401    200   200  403   403   403   403  403   200  200  403  403
DELETE /api/v1/projects/[slug]/imports/[id]           401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/suggestions              401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/judgments                 401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/judgments                401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/export                    401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/export/report             401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/files                     401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/files                    401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/files/[id]                401    200   200  200   403   200   403  403   200  200  200  403
POST /api/v1/projects/[slug]/items/[id]/resolve       401    200   200  403   403   403   403  403   403  403  403  403
DELETE /api/v1/projects/[slug]/items/[id]/resolve     401    200   200  403   403   403   403  403   403  403  403  403
POST /api/v1/projects/[slug]/items/[id]/send-back     401    422   422  403   403   403   403  403   403  403  403  403
GET /api/v1/projects/[slug]/items/[id]/adjudication   401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/items/[id]/gap           401    201   201  403   403   403   403  403   403  403  403  403
GET /api/v1/projects/[slug]/adjudication              401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/guidelines/gaps           401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/errors                    401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/items/[id]/erase         401    200   403  403   403   403   403  403   403  200  403  403
PUT /api/v1/projects/[slug]/items/[id]/gold           401    200   200  403   403   403   403  403   200  200  403  403
DELETE /api/v1/projects/[slug]/items/[id]/gold        401    200   200  403   403   403   403  403   200  200  403  403

POST /api/v1/projects/[slug]/claims                   401    200   200  200   403   200   403  403   403  403  200  403
POST /api/v1/projects/[slug]/claims (annotation)      401    200   200  200   200   403   403  403   403  403  403  403
POST /api/v1/projects/[slug]/claims (runtime)         401    403   403  403   403   403   403  403   403  403  403  403
POST /api/v1/assignments/[id]/submit (mine)           401    201   201  201   403   201   403  403   403  403  201  403
POST /api/v1/assignments/[id]/submit (theirs)         401    403   403  403   403   403   403  403   403  403  403  403
POST /api/v1/assignments/[id]/renew (mine)            401    200   200  200   403   200   403  403   403  403  200  403
POST /api/v1/assignments/[id]/renew (theirs)          401    403   403  403   403   403   403  403   403  403  403  403
POST /api/v1/assignments/[id]/skip (mine)             401    200   200  200   403   200   403  403   403  403  200  403
POST /api/v1/assignments/[id]/skip (theirs)           401    403   403  403   403   403   403  403   403  403  403  403
POST /api/v1/assignments/[id]/release (mine)          401    200   200  200   403   200   403  403   403  403  200  403
POST /api/v1/assignments/[id]/release (theirs)        401    403   403  403   403   403   403  403   403  403  403  403
POST /api/v1/assignments/[id]/flag (mine)             401    201   201  201   403   201   403  403   403  403  201  403
POST /api/v1/assignments/[id]/flag (theirs)           401    201   201  403   403   403   403  403   403  403  403  403
POST /api/v1/assignments/[id]/comment (mine)          401    201   201  201   403   201   403  403   403  403  201  403
POST /api/v1/assignments/[id]/comment (theirs)        401    201   201  403   403   403   403  403   403  403  403  403

GET /api/v1/events                                    401    200   200  200   403   403   200  200   200  200  403  200
GET /api/v1/events (own)                              401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/events (runtime)                          401    200   200  403   403   403   200  200   200  200  403  403
GET /api/v1/log                                       401    200   200  200   403   403   200  200   200  200  403  200
GET /api/v1/log/checkpoint                            401    200   200  200   403   403   200  200   200  200  403  200
GET /api/v1/log/inclusion                             401    200   404  404   403   403   404  404   404  200  403  404
GET /api/v1/log/consistency                           401    200   200  200   403   403   200  200   200  200  403  200
GET /api/v1/log (own)                                 401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/log (runtime)                             401    200   200  403   403   403   200  200   200  200  403  403

GET /api/v1/decisions                                 401    200   200  403   403   403   200  403   200  200  403  403
POST /api/v1/decisions                                401    403   403  403   403   403   403  202   403  403  403  403
GET /api/v1/decisions/[id]                            401    200   200  404   404   404   200  200   200  200  404  404
GET /api/v1/decisions/[id]/before                     401    200   200  404   404   404   200  404   200  200  404  404
GET /api/v1/decisions/[id]/dossier                    401    200   200  404   404   404   200  404   200  200  404  404
POST /api/v1/decisions/[id]/erase                     401    200   403  403   403   403   403  403   403  200  403  403
POST /api/v1/decisions/[id]/claim                     401    200   403  404   404   404   200  403   403  403  403  403
POST /api/v1/decisions/[id]/release                   401    204   403  404   404   404   204  403   403  403  403  403
POST /api/v1/decisions/[id]/reviews                   401    200   403  404   404   404   200  403   403  403  403  403
POST /api/v1/decisions/[id]/view                      401    200   403  404   404   404   200  403   403  403  403  403
POST /api/v1/decisions/[id]/challenge                 401    409   403  404   404   404   409  403   403  403  403  403
POST /api/v1/decisions/[id]/veto                      401    200   403  404   404   404   200  403   403  403  403  403
POST /api/v1/decisions/[id]/cancel                    401    403   403  403   403   403   403  200   403  403  403  403
POST /api/v1/decisions/[id]/outcome                   401    403   403  403   403   403   403  200   403  403  403  403
POST /api/v1/grants/[id]/consume                      401    403   403  403   403   403   403  200   403  403  403  403
GET /api/v1/halts                                     401    200   200  403   403   403   200  403   200  200  403  403
POST /api/v1/halts                                    401    201   403  403   403   403   201  403   403  201  403  403
POST /api/v1/halts (everywhere)                       401    201   403  403   403   403   403  403   403  201  403  403
DELETE /api/v1/halts/[id]                             401    204   403  403   403   403   204  403   403  204  403  403
GET /api/v1/projects/[slug]/policy                    401    200   200  403   403   403   200  403   200  200  403  403
GET /api/v1/projects/[slug]/reviewers                 401    200   200  403   403   403   200  403   200  200  403  403
GET /api/v1/projects/[slug]/checks                    401    200   200  403   403   403   403  403   200  200  403  403
POST /api/v1/projects/[slug]/checks                   401    201   201  403   403   403   403  403   201  201  403  403
DELETE /api/v1/projects/[slug]/checks/[id]            401    204   204  403   403   403   403  403   204  204  403  403
PUT /api/v1/projects/[slug]/policy                    401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/policy/history            401    200   200  403   403   403   200  403   200  200  403  403
POST /api/v1/projects/[slug]/policy/dry-run           401    200   200  403   403   403   200  403   200  200  403  403
GET /api/v1/projects/[slug]/calibration               401    200   200  403   403   403   200  403   200  200  403  403
POST /api/v1/projects/[slug]/calibration              401    409   409  403   403   403   403  403   409  409  403  403
GET /api/v1/projects/[slug]/loop                      401    200   200  403   403   403   200  403   200  200  403  403
PUT /api/v1/projects/[slug]/loop                      401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/projects/[slug]/loop/report               401    200   200  403   403   403   200  403   200  200  403  403
POST /api/v1/projects/[slug]/loop/retry               401    404   404  403   403   403   403  403   404  404  403  403
GET /api/v1/projects/[slug]/watch                     401    200   200  403   403   403   200  403   200  200  403  403
POST /api/v1/projects/[slug]/watch                    401    200   403  403   403   403   200  403   403  403  403  403

GET /api/v1/datasets                                  401    200   200  200   200   200   200  200   200  200  200  200
POST /api/v1/datasets                                 401    202   202  403   403   403   403  403   202  202  403  403
POST /api/v1/datasets/preview                         401    200   200  403   403   403   403  403   200  200  403  403
GET /api/v1/datasets/[name]/[version]                 401    200   200  404   404   404   404  404   200  200  404  404
GET /api/v1/datasets/[name]/[version]/[file]          401    200   200  404   404   404   404  404   200  200  404  404
POST /api/v1/datasets/[name]/[version]/difference     401    202   202  404   404   404   404  404   202  202  404  404
GET /api/v1/jobs/[id]                                 401    200   200  404   404   404   404  404   404  200  404  404
POST /api/v1/jobs/[id]/cancel                         401    200   200  404   404   404   404  404   404  200  404  404

page /sign-in                                         200    303   303  303   303   303   303  200   200  200  200  200
action /sign-in                                       303    303   303  303   303   303   303  303   303  303  303  303
page /setup                                           410    410   410  410   410   410   410  410   410  410  410  410
action /setup                                         410    410   410  410   410   410   410  410   410  410  410  410
page /invite/[token]                                  200    200   200  200   200   200   200  200   200  200  200  200
action /invite/[token]                                303    303   303  303   303   303   303  303   303  303  303  303
page /reset/[token]                                   200    200   200  200   200   200   200  200   200  200  200  200
action /reset/[token]                                 303    303   303  303   303   303   303  303   303  303  303  303
GET /sign-out                                         303    303   303  303   303   303   303  303   303  303  303  303
POST /sign-out                                        303    303   303  303   303   303   303  303   303  303  303  303

page /                                                303    200   200  200   200   200   200  303   303  303  303  303
page /help                                            303    200   200  200   200   200   200  303   303  303  303  303
page /account                                         303    200   200  200   200   200   200  303   303  303  303  303
action /account?/name                                 401    200   200  200   200   200   200  403   403  403  403  403
action /account?/password                             401    200   200  200   200   200   200  403   403  403  403  403
action /account?/passkey                              401    200   200  200   200   200   200  403   403  403  403  403
action /account?/revoke                               401    200   200  200   200   200   200  403   403  403  403  403
action /account?/everywhere                           401    303   303  303   303   303   303  403   403  403  403  403
page /account/keyboard                                303    200   200  200   200   200   200  303   303  303  303  303
action /account/keyboard?/save                        401    200   200  200   200   200   200  403   403  403  403  403
action /account/keyboard?/reset                       401    200   200  200   200   200   200  403   403  403  403  403
page /people                                          303    200   403  403   403   403   403  303   303  303  303  303
action /people?/invite                                401    200   403  403   403   403   403  403   403  200  403  403
action /people?/withdraw                              401    200   403  403   403   403   403  403   403  200  403  403
action /people?/roles                                 401    200   403  403   403   403   403  403   403  200  403  403
action /people?/reset                                 401    200   403  403   403   403   403  403   403  200  403  403
action /people?/confirm                               401    200   403  403   403   403   403  403   403  200  403  403
action /people?/lost                                  401    200   403  403   403   403   403  403   403  200  403  403
action /people?/signout                               401    200   403  403   403   403   403  403   403  200  403  403
action /people?/disable                               401    200   403  403   403   403   403  403   403  200  403  403
action /people?/enable                                401    200   403  403   403   403   403  403   403  200  403  403
page /keys                                            303    200   403  403   403   403   403  303   303  303  303  303
action /keys?/create                                  401    200   403  403   403   403   403  403   403  200  403  403
action /keys?/revoke                                  401    200   403  403   403   403   403  403   403  200  403  403
page /instance                                        303    200   403  403   403   403   403  303   303  303  303  303
action /instance?/halts                               401    200   403  403   403   403   403  403   403  200  403  403
action /instance?/retention                           401    200   403  403   403   403   403  403   403  200  403  403
page /oversight                                       303    200   403  403   403   403   403  303   303  303  303  303
page /webhooks                                        303    200   403  403   403   403   403  303   303  303  303  303
action /webhooks?/create                              401    200   403  403   403   403   403  403   403  200  403  403
page /webhooks/[id]                                   303    200   403  403   403   403   403  303   303  303  303  303
action /webhooks/[id]?/change                         401    200   403  403   403   403   403  403   403  200  403  403
action /webhooks/[id]?/state                          401    200   403  403   403   403   403  403   403  200  403  403
action /webhooks/[id]?/rotate                         401    200   403  403   403   403   403  403   403  200  403  403
action /webhooks/[id]?/test                           401    200   403  403   403   403   403  403   403  200  403  403
action /webhooks/[id]?/retry                          401    200   403  403   403   403   403  403   403  200  403  403
action /webhooks/[id]?/drop                           401    200   403  403   403   403   403  403   403  200  403  403
action /webhooks/[id]?/remove                         401    303   403  403   403   403   403  403   403  303  403  403
page /decisions/[id]/dossier                          303    200   200  404   404   404   200  303   303  303  303  303
action /decisions/[id]/dossier                        401    200   403  403   403   403   403  403   403  200  403  403

page /datasets                                        303    200   200  200   403   403   403  303   303  303  303  303
page /datasets/new                                    303    200   200  200   403   403   403  303   303  303  303  303
action /datasets/new?/make                            401    303   303  403   403   403   403  403   303  303  403  403
page /datasets/[name]/[version]                       303    200   200  404   404   404   404  303   303  303  303  303
page /projects                                        303    200   200  200   200   200   200  303   303  303  303  303
page /projects/new                                    303    200   200  200   403   403   403  303   303  303  303  303
action /projects/new                                  401    303   303  303   403   403   403  403   303  303  403  403
page /projects/[slug]                                 303    200   200  200   403   200   403  303   303  303  303  303
page /projects/[slug]/items                           303    200   200  403   403   403   403  303   303  303  303  303
action /projects/[slug]/items?/gold                   401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/items?/erase                  401    200   403  403   403   403   403  403   403  200  403  403
page /projects/[slug]/import                          303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/export                          303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/guidelines                      303    200   200  200   403   200   403  303   303  303  303  303
action /projects/[slug]/guidelines                    401    200   200  403   403   403   403  403   200  200  403  403
page /projects/[slug]/me                              303    200   200  200   403   200   403  303   303  303  303  303
page /projects/[slug]/quality                         303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/leaderboard                     303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/raters                          303    200   200  403   403   403   403  303   303  303  303  303
action /projects/[slug]/raters?/standing              401    200   200  403   403   403   403  403   200  200  403  403
page /projects/[slug]/members                         303    200   200  403   403   403   403  303   303  303  303  303
action /projects/[slug]/members?/put                  401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/members?/remove               401    200   200  403   403   403   403  403   200  200  403  403
page /projects/[slug]/settings                        303    200   200  403   403   403   403  303   303  303  303  303
action /projects/[slug]/settings?/settings            401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/settings?/checks              401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/settings?/form                401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/settings?/naming              401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/settings?/state               401    200   200  403   403   403   403  403   200  200  403  403
page /projects/[slug]/import                          303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/export                          303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/annotate                        303    200   200  200   200   403   403  303   303  303  303  303
page /projects/[slug]/adjudicate                      303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/rank                            303    200   200  200   403   200   403  303   303  303  303  303
page /projects/[slug]/files                           303    200   200  403   403   403   403  303   303  303  303  303
page /projects/[slug]/inbox                           303    200   403  403   403   403   200  303   303  303  303  303
page /projects/[slug]/monitor                         303    200   403  403   403   403   200  303   303  303  303  303
page /projects/[slug]/policy                          303    200   200  403   403   403   200  303   303  303  303  303
page /projects/[slug]/calibration                     303    200   200  403   403   403   200  303   303  303  303  303
action /projects/[slug]/calibration?/apply            401    409   409  403   403   403   403  403   409  409  403  403
page /projects/[slug]/reviewers                       303    200   200  403   403   403   200  303   303  303  303  303
action /projects/[slug]/reviewers?/rate               401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/reviewers?/use                401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/reviewers?/write              401    200   200  403   403   403   403  403   200  200  403  403
action /projects/[slug]/reviewers?/retire             401    200   200  403   403   403   403  403   200  200  403  403
page /projects/[slug]/loop                            303    200   200  403   403   403   200  303   303  303  303  303
page /projects/[slug]/connect                         303    200   200  403   403   403   403  303   303  303  303  303
page /events                                          303    200   200  200   403   403   200  303   303  303  303  303
`;

const [head = '', ...body] = TABLE.split('\n').filter((line) => line.trim() !== '');
const everybody = head.trim().split(/\s+/);
const people = ['admin', 'lead', 'other', 'annot', 'rater', 'oper'];
const lines = body.map((line) => {
	const [name = '', ...cells] = line.trim().split(/\s{2,}|(?<=\d{3})\s+/);
	return { name, expected: cells.map(Number) };
});
/** The address of a line, without its note in brackets. */
const addressOf = (name: string) => name.replace(/ \(.*\)$/, '');

describe('the table', () => {
	it('has every address on disk, and none that is not there', async () => {
		const onDisk = (await addresses()).map(({ name }) => name).sort();
		const inTable = [...new Set(lines.map(({ name }) => addressOf(name)))].sort();
		expect(
			onDisk.filter((name) => !inTable.includes(name)),
			'not in the table'
		).toEqual([]);
		expect(
			inTable.filter((name) => !onDisk.includes(name)),
			'not on disk'
		).toEqual([]);
	});

	it('has a cell for everybody in every line', () => {
		for (const { name, expected } of lines) {
			expect(expected, name).toHaveLength(everybody.length);
			expect(
				expected.every((status) => status >= 200 && status < 500),
				name
			).toBe(true);
		}
	});

	it('is asked again before a stored answer is repeated, wherever one is stored', async () => {
		for (const { name, spec } of await addresses())
			if (spec && !name.startsWith('GET') && !spec.open && !spec.secret && spec.body !== 'stream')
				expect(Boolean(spec.recheck) || (Boolean(spec.right) && name.includes('[slug]')), name).toBe(true);
	});
});

describe('everybody asks everywhere', () => {
	let server: Server;
	let root: Client;
	/** who they are over HTTP, as headers */
	const identities = new Map<string, Record<string, string>>();
	const ids = new Map<string, string>();
	let file = '';
	let item = '';
	let count = 0;
	const fresh = () => `n${++count}`;

	const emailOf = (who: string) => `${who}@example.org`;
	const clientFor = (who: string): Client => clientOf(server, identities.get(who) ?? {});
	const made = async (answer: Promise<Answer>): Promise<Record<string, string>> => {
		const { status, body } = await answer;
		if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
		return body as Record<string, string>;
	};
	const tokenOf = (link = '') => link.split('/').at(-1) ?? '';

	const cookieFor = async (who: string): Promise<Record<string, string>> => {
		const answer = await clientOf(server)('POST', '/api/v1/session', {
			email: emailOf(who),
			password: PASSWORD
		});
		return { cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' };
	};
	const newPerson = async (email: string, ...roles: string[]): Promise<string> => {
		const { link } = await made(root('POST', '/api/v1/users', { email, roles }));
		const used = await made(
			clientOf(server)('POST', '/api/v1/links', { token: tokenOf(link), password: PASSWORD })
		);
		return (used.user as unknown as { id: string }).id;
	};
	const newKey = async (input: object) => ({
		authorization: `Bearer ${(await made(root('POST', '/api/v1/keys', input))).key}`
	});
	/** A project of the lead's with two items in it. */
	const newProject = async (stage = 'alignment', more: object = {}): Promise<string> => {
		const slug = fresh();
		await made(clientFor('lead')('POST', '/api/v1/projects', { slug, name: slug, stage, ...more }));
		if (stage === 'alignment')
			await root('POST', `/api/v1/projects/${slug}/items`, pairs(2), {
				'content-type': 'application/x-ndjson'
			});
		return slug;
	};
	/** A project of its own, and an item of it. */
	const newItem = async (): Promise<[slug: string, id: string]> => {
		const slug = await newProject();
		const { items } = (await root('GET', `/api/v1/projects/${slug}/items`)).body as {
			items: { id: string }[];
		};
		return [slug, items[0]?.id ?? ''];
	};

	beforeAll(async () => {
		server = await startServer({ env: { ASSENT_RATE: '100000', ASSENT_WEBHOOK_PRIVATE: '127.0.0.1' } });
		await makeUser(server, emailOf('admin'), 'admin');
		root = withKey(server, await makeKey(server, '--name', 'root', '--role', 'admin'));
		const roles: Record<string, string> = { annot: 'annotator', rater: 'rater', oper: 'operator' };
		for (const who of people.slice(1))
			ids.set(who, await newPerson(emailOf(who), roles[who] ?? 'researcher'));
		for (const who of people) identities.set(who, await cookieFor(who));
		await made(
			clientFor('lead')('POST', '/api/v1/projects', {
				slug: 'own',
				name: 'Own',
				stage: 'alignment',
				settings: { overlap: 100 }
			})
		);
		await made(
			clientFor('other')('POST', '/api/v1/projects', { slug: 'away', name: 'Away', stage: 'alignment' })
		);
		await made(
			clientFor('lead')('POST', '/api/v1/projects', { slug: 'live', name: 'Live', stage: 'runtime' })
		);
		for (const [slug, rule] of [
			['blind', { mode: 'in_the_loop', gate: { view_first: true } }],
			['watched', { mode: 'on_the_loop', veto_seconds: 600 }],
			['alone', { mode: 'out_of_the_loop' }]
		] as const) {
			await made(clientFor('lead')('POST', '/api/v1/projects', { slug, name: slug, stage: 'runtime' }));
			const rules = [{ name: 'all', when: 'true', ...rule }];
			await made(root('PUT', `/api/v1/projects/${slug}/policy`, { rules }));
		}
		const form = {
			fields: [{ name: 'text', type: 'text' }],
			questions: [{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }] }]
		};
		await made(
			clientFor('lead')('POST', '/api/v1/projects', {
				slug: 'label',
				name: 'Label',
				stage: 'annotation',
				form
			})
		);
		await root('POST', '/api/v1/projects/own/items', pairs(400), { 'content-type': 'application/x-ndjson' });
		const listed = await root('GET', '/api/v1/projects/own/items?limit=1');
		item = (listed.body as { items: { id: string }[] }).items[0]?.id ?? '';
		file =
			(await made(root('POST', '/api/v1/projects/own/files', pictures.png, { 'content-type': 'image/png' })))
				.id ?? '';
		identities.set('nobody', {});
		identities.set('agent', await newKey({ name: 'agent', role: 'agent' }));
		identities.set('rkey', await newKey({ name: 'rkey', role: 'researcher' }));
		identities.set('akey', await newKey({ name: 'akey', role: 'admin' }));
		identities.set('ukey', await newKey({ name: 'ukey', user: emailOf('rater') }));
		identities.set('bound', await newKey({ name: 'bound', role: 'admin', project: 'away' }));
	});

	type Held = { id: string; token: string; item: { responses: { id: string }[] } };
	/** An assignment just handed to somebody. */
	const held = async (who: string): Promise<Held> => {
		// Whoever holds one already would get that again: each is answered or skipped when it was asked about.
		const slug = await newProject();
		const { assignments } = (await made(
			clientFor(who)('POST', `/api/v1/projects/${slug}/claims`, {})
		)) as unknown as {
			assignments: Held[];
		};
		const [first] = assignments;
		if (!first) throw new Error(`nothing to claim for ${who}`);
		return first;
	};
	const works = new Set(['admin', 'lead', 'other', 'rater', 'ukey']);
	/** One's own assignment for those who work, the rater's for the others, or always somebody else's. */
	const assignmentFor = (who: string, mine: boolean): Promise<Held> =>
		held(mine && works.has(who) ? who : who === 'rater' || who === 'ukey' ? 'lead' : 'rater');
	const preference = ({ item: { responses } }: Held) => ({
		preference: { tiers: [[responses[0]?.id], [responses[1]?.id]], strength: 1, all_bad: false }
	});
	const imported = async (): Promise<Ask> => {
		const slug = await newProject();
		const { body } = await root('GET', `/api/v1/projects/${slug}/imports`);
		return { at: [slug, (body as { items: { id: string }[] }).items[0]?.id ?? ''] };
	};
	const invitation = async () =>
		made(root('POST', '/api/v1/users', { email: `${fresh()}@example.org`, roles: ['rater'] }));
	const spare = () => newPerson(`${fresh()}@example.org`, 'rater');
	const spareKey = async () => made(root('POST', '/api/v1/keys', { name: fresh(), role: 'agent' }));
	type Decision = { id: string; grant: { id: string; token: string; action_hash: string } };
	/** A new decision of the agent, in one of the runtime projects. */
	const decided = async (project: string): Promise<Decision> =>
		made(
			clientFor('agent')('POST', '/api/v1/decisions', { project, action: { name: fresh(), args: {} } })
		) as unknown as Promise<Decision>;
	const inHand = async (who: string, project = 'live'): Promise<Ask> => {
		const { id } = await decided(project);
		const { body } = await clientFor(who)('POST', `/api/v1/decisions/${id}/claim`);
		const { token = 'none', version = 1 } = body as { token?: string; version?: number };
		return { at: [id], body: { token, version, verdict: 'reject' } };
	};
	const asked = async (): Promise<string> => {
		const input = { name: fresh(), projects: ['own'], format: 'trl-dpo' };
		const { job } = await made(clientFor('lead')('POST', '/api/v1/datasets', input));
		return (job as unknown as { id: string }).id;
	};
	/** A version of the lead's that is there. */
	const versioned = async (): Promise<string> => {
		const id = await asked();
		const read = async () =>
			(await root('GET', `/api/v1/jobs/${id}`)).body as { state: string; result: Version };
		await expect.poll(async () => (await read()).state, { timeout: 30_000 }).toBe('done');
		return (await read()).result.dataset;
	};
	type Version = { dataset: string };
	/** A job of the lead's that ended before it was done: to cancel it again changes nothing. */
	const cancelled = async (): Promise<string> => {
		for (;;) {
			const id = await asked();
			if ((await root('POST', `/api/v1/jobs/${id}/cancel`)).status === 200) return id;
		}
	};
	let dataset: Promise<string> | null = null;
	const watched = async (): Promise<string> => {
		const look = { tab: 'tab-of-oper', visible: true };
		await made(clientFor('oper')('POST', '/api/v1/projects/watched/watch', look));
		return (await decided('watched')).id;
	};
	const bad = () => ({
		key: 'agent',
		proposal: { action: { name: fresh(), args: {} } },
		wanted: 'reject',
		why: 'It was never asked for.'
	});
	/** A decision that an operator rejected. */
	const refused = async () => {
		const { at: [id = ''] = [], body } = await inHand('oper');
		await made(clientFor('oper')('POST', `/api/v1/decisions/${id}/reviews`, body));
		return id;
	};
	const halted = async () =>
		made(root('POST', '/api/v1/halts', { scope: 'action', project: 'live', action: fresh(), reason: 'x' }));
	const reset = async () => made(root('POST', `/api/v1/users/${await spare()}/reset`));
	/** What somebody's authenticator makes of what they are asked, in their own session. */
	const registration = async (who: string) => {
		const { status, body } = await clientFor(who)('POST', '/api/v1/passkeys/challenge', {
			password: PASSWORD
		});
		const options =
			status === 200
				? (body as { challenge: string; user: { id: string } })
				: { challenge: 'none', user: { id: '' } };
		return { name: fresh(), credential: new Authenticator('EdDSA', server.url).create(options) };
	};
	/** A passkey of somebody's own; of a key's, which has none, the rater's. */
	const passkeyOf = async (who: string): Promise<string> => {
		const owner = people.includes(who) ? who : 'rater';
		const { body } = await clientFor(owner)('GET', '/api/v1/passkeys');
		// Nobody has more than some of them.
		for (const { id } of (body as { items: { id: string }[] }).items.slice(10))
			await clientFor(owner)('DELETE', `/api/v1/passkeys/${id}`);
		const kept = await made(clientFor(owner)('POST', '/api/v1/passkeys', await registration(owner)));
		return kept.id ?? '';
	};
	const elsewhere = (who: string) => passkeyOf(who === 'rater' ? 'oper' : 'rater');
	const ndjson = { 'content-type': 'application/x-ndjson' };

	const hook = { name: 'Hook', url: 'http://127.0.0.1:9/', kinds: ['halt.created'] };
	/** A webhook of the admin's, which is the only one: an instance has some at most. */
	const hooked = (body?: object, form?: Record<string, string>) => async (): Promise<Ask> => {
		const { items } = (await root('GET', '/api/v1/webhooks')).body as { items: { id: string }[] };
		for (const { id } of items) await root('DELETE', `/api/v1/webhooks/${id}`);
		const { id = '' } = await made(root('POST', '/api/v1/webhooks', hook));
		return { at: [id], ...(body ? { body } : {}), ...(form ? { form } : {}) };
	};

	type Ask = {
		/** for what stands in brackets in the path, in order */
		at?: string[];
		query?: string;
		body?: unknown;
		headers?: Record<string, string>;
		/** the form of an action */
		form?: Record<string, string>;
		/** a session of one's own, since the request ends or changes it */
		apart?: boolean;
	};

	/** What is asked, where the address alone does not say it. Everybody asks for the same, so that only rights differ. */
	const asks: Record<string, (who: string) => Ask | Promise<Ask>> = {
		'POST /api/v1/session': () => ({ body: { email: emailOf('rater'), password: PASSWORD } }),
		'PATCH /api/v1/session': (who) => ({ body: { name: who } }),
		'DELETE /api/v1/session': () => ({ apart: true }),
		'POST /api/v1/session/passkey': () => ({
			body: { credential: new Authenticator('EdDSA', server.url).get({ challenge: 'none' }) }
		}),
		'POST /api/v1/decisions/[id]/challenge': async () => ({
			at: [(await decided('live')).id],
			body: { token: 'none', version: 1, verdict: 'approve' }
		}),
		'POST /api/v1/passkeys/challenge': () => ({ body: { password: PASSWORD } }),
		'POST /api/v1/passkeys': async (who) => ({ body: await registration(who) }),
		'PATCH /api/v1/passkeys/[id]': async (who) => ({ at: [await passkeyOf(who)], body: { name: 'x' } }),
		'PATCH /api/v1/passkeys/[id] (theirs)': async (who) => ({
			at: [await elsewhere(who)],
			body: { name: 'x' }
		}),
		'DELETE /api/v1/passkeys/[id]': async (who) => ({ at: [await passkeyOf(who)] }),
		'DELETE /api/v1/passkeys/[id] (theirs)': async (who) => ({ at: [await elsewhere(who)] }),
		'POST /api/v1/passkeys/[id]/confirm': async (who) => ({ at: [await elsewhere(who)] }),
		'GET /api/v1/users/[id]/passkeys': async () => ({ at: [await spare()] }),
		'DELETE /api/v1/users/[id]/passkeys': async () => ({ at: [await spare()] }),
		'action /account?/passkey': async (who) => ({ form: { id: await passkeyOf(who), name: 'x' } }),
		'action /account?/revoke': async (who) => ({ form: { id: await passkeyOf(who) } }),
		'action /people?/confirm': async () => ({ form: { passkey: await passkeyOf('oper'), email: 'x' } }),
		'action /people?/lost': async () => ({ form: { id: await spare(), email: 'x' } }),
		'POST /api/v1/links': async () => ({
			body: { token: tokenOf((await invitation()).link), password: PASSWORD }
		}),
		'POST /api/v1/users': () => ({ body: { email: `${fresh()}@example.org`, roles: ['rater'] } }),
		'PATCH /api/v1/users/[id]': async () => ({ at: [await spare()], body: { roles: ['annotator'] } }),
		'POST /api/v1/users/[id]/reset': async () => ({ at: [await spare()] }),
		'DELETE /api/v1/users/[id]/sessions': async () => ({ at: [await spare()] }),
		'DELETE /api/v1/links/[id]': async () => ({ at: [(await invitation()).id ?? ''] }),
		'POST /api/v1/keys': () => ({ body: { name: fresh(), role: 'agent' } }),
		'DELETE /api/v1/keys/[id]': async () => ({ at: [(await spareKey()).id ?? ''] }),
		'POST /api/v1/projects': () => ({ body: { slug: fresh(), name: 'New', stage: 'alignment' } }),
		'PATCH /api/v1/projects/[slug]': () => ({ body: { name: 'Own' } }),
		'DELETE /api/v1/projects/[slug]': async () => ({ at: [await newProject()] }),
		'PUT /api/v1/projects/[slug]/members': () => ({ body: { members: [] } }),
		'PUT /api/v1/projects/[slug]/guidelines/seen': () => ({ body: { version: 1 } }),
		'GET /api/v1/projects/[slug]/guidelines/[version]': () => ({ at: ['own', '1'] }),
		'GET /api/v1/projects/[slug]/forms/[version]': () => ({ at: ['own', '1'] }),
		'POST /api/v1/projects/[slug]/items': () => ({ body: pairs(1, 10_000 + ++count), headers: ndjson }),
		'GET /api/v1/projects/[slug]/imports/[id]': imported,
		'DELETE /api/v1/projects/[slug]/imports/[id]': imported,
		'POST /api/v1/projects/[slug]/suggestions': () => ({ body: '', headers: ndjson }),
		'POST /api/v1/projects/[slug]/judgments': () => ({ body: '', headers: ndjson }),
		'GET /api/v1/projects/[slug]/export': () => ({ query: '?format=trl-dpo' }),
		'GET /api/v1/projects/[slug]/export/report': () => ({ query: '?format=trl-dpo' }),
		'POST /api/v1/projects/[slug]/files': () => ({
			body: pictures.png,
			headers: { 'content-type': 'image/png' }
		}),
		'GET /api/v1/projects/[slug]/files/[id]': () => ({ at: ['own', file] }),
		'POST /api/v1/projects/[slug]/items/[id]/resolve': () => ({
			at: ['own', item],
			body: { answers: { preference: { tiers: [['a'], ['b']], strength: 1, all_bad: false } } }
		}),
		'DELETE /api/v1/projects/[slug]/items/[id]/resolve': async () => ({
			at: await newItem(),
			query: '?seen=none'
		}),
		'GET /api/v1/projects/[slug]/items/[id]/adjudication': () => ({ at: ['own', item] }),
		'POST /api/v1/projects/[slug]/items/[id]/gap': async () => ({ at: await newItem(), body: {} }),
		// Nobody judged it: whoever may is told so.
		'POST /api/v1/projects/[slug]/items/[id]/send-back': async () => ({
			at: await newItem(),
			body: { comment: 'Look again.' }
		}),
		'POST /api/v1/projects/[slug]/items/[id]/erase': async () => {
			const [slug, id] = await newItem();
			return { at: [slug, id], body: { reason: 'test' } };
		},
		'action /projects/[slug]/items?/erase': async () => {
			const [slug, id] = await newItem();
			return { at: [slug], form: { id, reason: 'test' } };
		},
		'action /projects/[slug]/items?/gold': () => ({ form: { id: item, act: 'remove' } }),
		'action /projects/[slug]/raters?/standing': () => ({ form: { email: emailOf('rater'), act: 'resume' } }),
		'POST /api/v1/projects/[slug]/raters': () => ({ body: { email: emailOf('rater'), act: 'resume' } }),
		'PUT /api/v1/projects/[slug]/items/[id]/gold': () => ({
			at: ['own', item],
			body: { answers: { preference: { tiers: [['a'], ['b']], strength: 1, all_bad: false } } }
		}),
		'DELETE /api/v1/projects/[slug]/items/[id]/gold': () => ({ at: ['own', item] }),
		'POST /api/v1/projects/[slug]/claims': () => ({ body: {} }),
		'POST /api/v1/projects/[slug]/claims (annotation)': () => ({ at: ['label'], body: {} }),
		'POST /api/v1/projects/[slug]/claims (runtime)': () => ({ at: ['live'], body: {} }),
		...Object.fromEntries(
			['submit', 'renew', 'skip', 'release', 'flag', 'comment'].flatMap((act) =>
				['mine', 'theirs'].map((whose) => [
					`POST /api/v1/assignments/[id]/${act} (${whose})`,
					async (who: string): Promise<Ask> => {
						const one = await assignmentFor(who, whose === 'mine');
						const more =
							act === 'submit' ? { answers: preference(one) } : act === 'comment' ? { text: 'A remark' } : {};
						return { at: [one.id], body: { token: one.token, ...more } };
					}
				])
			)
		),
		'GET /api/v1/events (own)': () => ({ query: '?project=own' }),
		'GET /api/v1/events (runtime)': () => ({ query: '?project=live' }),
		'page /projects/[slug]/annotate': () => ({ at: ['label'] }),
		'GET /api/v1/log/inclusion': () => ({ query: '?position=1' }),
		'GET /api/v1/log/consistency': () => ({ query: '?from=1' }),
		'GET /api/v1/log (own)': () => ({ query: '?project=own' }),
		'GET /api/v1/log (runtime)': () => ({ query: '?project=live' }),
		'POST /api/v1/decisions': () => ({ body: { project: 'live', action: { name: fresh(), args: {} } } }),
		'GET /api/v1/decisions/[id]': async () => ({ at: [(await decided('live')).id] }),
		'GET /api/v1/decisions/[id]/before': async () => ({ at: [(await decided('live')).id] }),
		'GET /api/v1/decisions/[id]/dossier': async () => ({ at: [(await decided('live')).id] }),
		'page /decisions/[id]/dossier': async () => ({ at: [(await decided('live')).id] }),
		'POST /api/v1/decisions/[id]/erase': async () => ({
			at: [(await decided('alone')).id],
			body: { reason: 'test', early: true }
		}),
		'action /decisions/[id]/dossier': async () => ({
			at: [(await decided('alone')).id],
			form: { reason: 'test', early: 'on' }
		}),
		'action /instance?/retention': () => ({ form: { retention_days: '183' } }),
		'POST /api/v1/decisions/[id]/claim': async () => ({ at: [(await decided('live')).id] }),
		'POST /api/v1/decisions/[id]/release': async () => ({
			at: [(await decided('live')).id],
			body: { token: 'none' }
		}),
		'POST /api/v1/decisions/[id]/reviews': (who) => inHand(who),
		'POST /api/v1/decisions/[id]/view': async (who) => {
			const { at = [], body } = await inHand(who, 'blind');
			const { verdict: _none, ...held } = body as { token: string; version: number; verdict: string };
			return { at, body: { ...held, would: 'reject' } };
		},
		'POST /api/v1/decisions/[id]/veto': async () => ({ at: [await watched()], body: {} }),
		'POST /api/v1/decisions/[id]/cancel': async () => ({ at: [(await decided('live')).id] }),
		'POST /api/v1/decisions/[id]/outcome': async () => ({
			at: [(await decided('alone')).id],
			body: { status: 'succeeded' }
		}),
		'POST /api/v1/grants/[id]/consume': async () => {
			const { id, token, action_hash } = (await decided('alone')).grant;
			return { at: [id], body: { token, action_hash } };
		},
		'POST /api/v1/halts': () => ({
			body: { scope: 'action', project: 'live', action: fresh(), reason: 'x' }
		}),
		'POST /api/v1/halts (everywhere)': () => ({ body: { scope: 'action', action: fresh(), reason: 'x' } }),
		'action /datasets/new?/make': () => ({
			form: { name: fresh(), project: 'own', format: 'trl-dpo' }
		}),
		'page /datasets/[name]/[version]': async () => ({
			at: [await (dataset ??= versioned()), '1']
		}),
		'POST /api/v1/datasets': () => ({ body: { name: fresh(), projects: ['own'], format: 'trl-dpo' } }),
		'POST /api/v1/datasets/preview': () => ({ body: { projects: ['own'], format: 'trl-dpo' } }),
		'GET /api/v1/datasets/[name]/[version]': async () => ({
			at: [await (dataset ??= versioned()), 'latest']
		}),
		'GET /api/v1/datasets/[name]/[version]/[file]': async () => ({
			at: [await (dataset ??= versioned()), '1', 'README.md']
		}),
		'POST /api/v1/datasets/[name]/[version]/difference': async () => ({
			at: [await (dataset ??= versioned()), '1'],
			body: { from: 'latest' }
		}),
		'GET /api/v1/jobs/[id]': async () => ({ at: [await cancelled()] }),
		'POST /api/v1/jobs/[id]/cancel': async () => ({ at: [await cancelled()] }),
		'DELETE /api/v1/halts/[id]': async () => ({ at: [(await halted()).id ?? ''] }),
		'GET /api/v1/projects/[slug]/reviewers': () => ({ at: ['live'] }),
		'GET /api/v1/projects/[slug]/checks': () => ({ at: ['live'] }),
		'POST /api/v1/projects/[slug]/checks': () => ({ at: ['live'], body: bad() }),
		'DELETE /api/v1/projects/[slug]/checks/[id]': async () => ({
			at: ['live', (await made(root('POST', '/api/v1/projects/live/checks', bad()))).id ?? '']
		}),
		'GET /api/v1/projects/[slug]/policy': () => ({ at: ['live'] }),
		'PUT /api/v1/projects/[slug]/policy': () => ({ at: ['live'], body: { rules: [] } }),
		'GET /api/v1/projects/[slug]/policy/history': () => ({ at: ['live'] }),
		'POST /api/v1/projects/[slug]/policy/dry-run': () => ({ at: ['live'], body: { policy: {} } }),
		'GET /api/v1/projects/[slug]/calibration': () => ({ at: ['live'] }),
		// At a version that nobody will ever see: whoever may is told so.
		'POST /api/v1/projects/[slug]/calibration': () => ({
			at: ['live'],
			body: { action: 'pay', confidence_min: 0.9, version: 1_000_000 }
		}),
		'action /projects/[slug]/calibration?/apply': () => ({
			at: ['live'],
			form: { action: 'pay', confidence_min: '0.9', version: '1000000' }
		}),
		'GET /api/v1/projects/[slug]/loop': () => ({ at: ['live'] }),
		'PUT /api/v1/projects/[slug]/loop': () => ({ at: ['live'], body: { rules: [] } }),
		'GET /api/v1/projects/[slug]/loop/report': () => ({ at: ['live'] }),
		'POST /api/v1/projects/[slug]/loop/retry': () => ({ at: ['live'], body: { rule: 'none' } }),
		'GET /api/v1/projects/[slug]/watch': () => ({ at: ['live'] }),
		'POST /api/v1/projects/[slug]/watch': () => ({
			at: ['live'],
			body: { tab: 'a-tab-of-mine', visible: true }
		}),
		...Object.fromEntries(
			['inbox', 'monitor', 'policy', 'calibration', 'loop', 'connect'].map((name) => [
				`page /projects/[slug]/${name}`,
				() => ({ at: ['live'] })
			])
		),
		'action /sign-in': () => ({ form: { email: emailOf('rater'), password: PASSWORD } }),
		'page /setup': () => ({ query: '?code=wrong' }),
		'action /setup': () => ({
			query: '?code=wrong',
			form: { email: 'x@example.org', name: 'X', password: PASSWORD }
		}),
		'page /invite/[token]': async () => ({ at: [tokenOf((await invitation()).link)] }),
		'action /invite/[token]': async () => ({
			at: [tokenOf((await invitation()).link)],
			form: { name: 'New', password: PASSWORD }
		}),
		'page /reset/[token]': async () => ({ at: [tokenOf((await reset()).link)] }),
		'action /reset/[token]': async () => ({
			at: [tokenOf((await reset()).link)],
			form: { password: PASSWORD }
		}),
		'POST /sign-out': () => ({ apart: true }),
		'action /account?/name': (who) => ({ form: { name: who } }),
		'action /account?/password': () => ({ apart: true, form: { current: PASSWORD, password: PASSWORD } }),
		'action /account?/everywhere': () => ({ apart: true, form: {} }),
		'action /account/keyboard?/save': () => ({ form: { characters: 'on', 'rank.flag': 'q' } }),
		'action /account/keyboard?/reset': () => ({ form: {} }),
		'action /people?/invite': () => ({ form: { email: `${fresh()}@example.org`, role: 'rater' } }),
		'action /people?/withdraw': async () => ({ form: { id: (await invitation()).id ?? '' } }),
		'action /people?/roles': async () => ({ form: { id: await spare(), role: 'annotator' } }),
		'action /people?/reset': async () => ({ form: { id: await spare(), email: 'x@example.org' } }),
		'action /people?/signout': async () => ({ form: { id: await spare() } }),
		'action /people?/disable': async () => ({ form: { id: await spare() } }),
		'action /people?/enable': async () => ({ form: { id: await spare() } }),
		'action /keys?/create': () => ({ form: { name: fresh(), as: 'role', role: 'agent', project: '' } }),
		'action /keys?/revoke': async () => ({ form: { id: (await spareKey()).id ?? '', name: 'x' } }),
		'PATCH /api/v1/instance': () => ({ body: {} }),
		'POST /api/v1/webhooks': () => ({ body: hook }),
		'GET /api/v1/webhooks/[id]': hooked(),
		'PATCH /api/v1/webhooks/[id]': hooked({ name: 'Hook' }),
		'DELETE /api/v1/webhooks/[id]': hooked(),
		'POST /api/v1/webhooks/[id]/rotate': hooked(),
		'POST /api/v1/webhooks/[id]/test': hooked(),
		'GET /api/v1/webhooks/[id]/deliveries': hooked(),
		'POST /api/v1/webhooks/[id]/deliveries/retry': hooked({ all: true }),
		'POST /api/v1/webhooks/[id]/deliveries/drop': hooked({ all: true }),
		'page /webhooks/[id]': hooked(),
		'action /webhooks?/create': () => ({ form: { name: 'Hook', url: hook.url, kind: 'halt.created' } }),
		'action /webhooks/[id]?/change': hooked(undefined, {
			name: 'Hook',
			url: hook.url,
			kind: 'halt.created'
		}),
		'action /webhooks/[id]?/state': hooked(undefined, { state: 'paused' }),
		'action /webhooks/[id]?/retry': hooked(undefined, { which: 'all' }),
		'action /webhooks/[id]?/drop': hooked(undefined, { which: 'all' }),
		...Object.fromEntries(
			['rotate', 'test', 'remove'].map((name) => [`action /webhooks/[id]?/${name}`, hooked(undefined, {})])
		),
		'action /instance?/halts': () => ({ form: {} }),
		'action /projects/new': () => ({
			form: {
				name: 'New',
				slug: fresh(),
				stage: 'alignment',
				guidelines: '',
				overlap: '1',
				lease_minutes: '10',
				order: 'imported',
				form: ''
			}
		}),
		'action /projects/[slug]/guidelines': () => ({ form: { guidelines: '', from: '1' } }),
		'action /projects/[slug]/members?/put': async () => ({
			at: [await newProject()],
			form: { email: emailOf('rater'), roles: 'rater' }
		}),
		'action /projects/[slug]/members?/remove': () => ({ form: { email: emailOf('rater') } }),
		'action /projects/[slug]/settings?/settings': async () => ({
			at: [await newProject()],
			form: { name: 'Own', overlap: '1', lease_minutes: '10', order: 'imported' }
		}),
		'page /projects/[slug]/reviewers': () => ({ at: ['live'] }),
		'action /projects/[slug]/reviewers?/rate': () => ({ at: ['live'], form: { percent: '0' } }),
		'action /projects/[slug]/reviewers?/use': async () => ({
			at: ['live'],
			form: { decision: await refused() }
		}),
		'action /projects/[slug]/reviewers?/write': () => {
			const { key, proposal, why } = bad();
			return { at: ['live'], form: { key, proposal: JSON.stringify(proposal), why } };
		},
		'action /projects/[slug]/reviewers?/retire': async () => ({
			at: ['live'],
			form: { id: (await made(root('POST', '/api/v1/projects/live/checks', bad()))).id ?? '' }
		}),
		'action /projects/[slug]/settings?/naming': () => ({ form: { self_naming: 'redact' } }),
		'action /projects/[slug]/settings?/checks': async () => ({
			at: [await newProject()],
			form: {
				training_items: '0',
				training_pass: '80',
				training_attempts: '3',
				gold_rate: '0',
				swap_rate: '0',
				pause_below: '0',
				pause_of: '10'
			}
		}),
		'action /projects/[slug]/settings?/form': () => ({
			form: { form: JSON.stringify({ fields: [], questions: [{ name: 'preference', type: 'ranking' }] }) }
		}),
		'action /projects/[slug]/settings?/state': () => ({ form: { state: 'active' } })
	};

	/** @returns the status as the table has it */
	const ask = async (name: string, who: string): Promise<{ status: number; said: string }> => {
		const [method = '', address = ''] = addressOf(name).split(' ');
		const { at = ['own'], query = '', body, headers = {}, form, apart } = (await asks[name]?.(who)) ?? {};
		const given = [...at];
		const path = address.replace(/\[\w+\]/g, () => given.shift() ?? '') + query;
		const identity = apart && people.includes(who) ? await cookieFor(who) : (identities.get(who) ?? {});
		const isAction = method === 'action';
		const response = await fetch(
			server.url + (isAction && query ? path.replace(/\?\/(\w+)\?/, '?/$1&') : path),
			{
				method: isAction ? 'POST' : method === 'page' ? 'GET' : method,
				redirect: 'manual',
				signal: AbortSignal.timeout(20_000),
				headers: {
					...identity,
					...(body !== undefined && !headers['content-type'] ? { 'content-type': 'application/json' } : {}),
					...headers,
					// As a page of ours sends its form, and reads what became of it.
					...(isAction
						? { origin: server.url, accept: 'application/json', 'x-sveltekit-action': 'true' }
						: {})
				},
				...(form ? { body: new URLSearchParams(form) } : {}),
				...(body === undefined
					? {}
					: {
							body:
								typeof body === 'string' || body instanceof Uint8Array
									? (body as BodyInit)
									: JSON.stringify(body)
						})
			}
		);
		if (/event-stream/.test(response.headers.get('content-type') ?? '')) {
			await response.body?.cancel();
			return { status: response.status, said: '' };
		}
		const said = await response.text();
		const result = isAction && response.status === 200 ? (JSON.parse(said) as { status: number }) : response;
		return { status: result.status, said: said.slice(0, 400) };
	};

	// A new password and a sign-out everywhere end the session that the other lines use.
	afterEach(async () => {
		for (const who of people)
			if ((await clientFor(who)('GET', '/api/v1/session')).status === 401)
				identities.set(who, await cookieFor(who));
	});

	it.each(lines)('$name', async ({ name, expected }) => {
		for (const [i, who] of everybody.entries()) {
			const { status, said } = await ask(name, who);
			expect(status, `${who}: ${said}`).toBe(expected[i]);
		}
	});
});
