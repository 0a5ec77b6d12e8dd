// SPDX-License-Identifier: Apache-2.0
import type { UploadDoor } from '../logic/upload';
import { api, must } from './client';
import { ownProblem, ProblemError } from './problem';

const object = '/api/registry/v1/content/';

/** Uploads as the server takes them. */
export const uploads: UploadDoor = {
  async begin(file) {
    const begun = await must(
      api.POST('/api/registry/v1/uploads', {
        body: { size_bytes: file.size, file_name: file.name, content_type: file.type || null },
      }),
    );
    return { id: begun.id, offset: begun.offset };
  },

  async offset(id) {
    try {
      return (await must(api.GET('/api/registry/v1/uploads/{id}', { params: { path: { id } } }))).offset;
    } catch (error) {
      if (error instanceof ProblemError && error.status >= 400 && error.status < 500) return null;
      throw error;
    }
  },

  async append(id, offset, part) {
    const pending = api.PATCH('/api/registry/v1/uploads/{id}', {
      params: { path: { id } },
      headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      // The bytes as they are; the document can only say that they are bytes.
      body: part as never,
      bodySerializer: (bytes: unknown) => bytes as Blob,
    });
    await must(pending);
    const { headers } = (await pending).response;
    const reached = Number(headers.get('upload-offset'));
    if (!Number.isSafeInteger(reached))
      throw new ProblemError(
        ownProblem(0, 'client', 'The server did not say how far it is', 'Upload-Offset is missing.'),
      );
    const location = headers.get('content-location');
    return { offset: reached, digest: location?.startsWith(object) ? location.slice(object.length) : null };
  },

  async complete(id) {
    return (await must(api.PUT('/api/registry/v1/uploads/{id}/complete', { params: { path: { id } }, body: {} })))
      .digest;
  },
};
