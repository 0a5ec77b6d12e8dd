// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.util.Locale;

/**
 * Every refusal the product knows, with its HTTP status. A code is never renamed; each has a page
 * {@code docs/problems/CODE.md} that says what happened and what to do.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, "The request could not be read"),
    VALIDATION_FAILED(400, "A value is not acceptable"),
    UNKNOWN_FILTER(400, "The filter is not known"),
    UNAUTHENTICATED(401, "Credentials are missing or not valid"),
    KEY_EXPIRED(401, "The API key has expired"),
    KEY_REVOKED(401, "The API key was revoked"),
    LOGIN_FAILED(401, "The e-mail address or the password is wrong"),
    FORBIDDEN(403, "The caller may not do this"),
    CSRF_REJECTED(403, "The request does not carry the token of its session"),
    SELF_APPROVAL(403, "Nobody approves their own submission"),
    SUBSCRIPTION_INACTIVE(403, "The subscription is not active"),
    SERVICE_SUSPENDED(403, "The service is suspended"),
    NOT_FOUND(404, "There is no such thing here"),
    MODEL_NOT_FOUND(404, "The model does not exist or the key may not call it"),
    METHOD_NOT_ALLOWED(405, "The route does not take this method"),
    NOT_ACCEPTABLE(406, "None of the accepted media types can be produced"),
    UPLOAD_TOO_SLOW(408, "The body arrived too slowly"),
    CONFLICT(409, "The change collides with the present state"),
    DUPLICATE(409, "It exists already"),
    VERSION_IMMUTABLE(409, "A published version cannot be changed"),
    INVALID_TRANSITION(409, "The present state does not allow this step"),
    HAS_DEPENDENTS(409, "Others still depend on it"),
    IDEMPOTENCY_CONFLICT(409, "The idempotency key was used with another request"),
    APPROVAL_EXPIRED(409, "The approval request has expired"),
    SERVICE_RETIRED(410, "The service is retired"),
    PRECONDITION_FAILED(412, "It was changed since you read it"),
    PAYLOAD_TOO_LARGE(413, "The body is larger than allowed"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    RANGE_NOT_SATISFIABLE(416, "The range lies beyond the end"),
    CYCLE(422, "It would come to depend on itself"),
    CHECKS_FAILED(422, "The automatic checks found faults"),
    CHECKSUM_MISMATCH(422, "What arrived is not what the digest names"),
    BREAKING_WITHOUT_MAJOR(422, "The change breaks users and the version does not say so"),
    UNRESOLVABLE(422, "No versions meet all that is required"),
    ADDRESS_NOT_ALLOWED(422, "The upstream address lies in a network that is not allowed"),
    PRECONDITION_REQUIRED(428, "The request must say which state it changes"),
    RATE_LIMITED(429, "Too many requests"),
    INSUFFICIENT_QUOTA(429, "The quota of the plan is used up"),
    CHECKSUM_FAILED(500, "What is stored is no longer what its digest names"),
    INTERNAL(500, "The fault is ours"),
    UPSTREAM_FAILED(502, "The upstream answered with a fault"),
    UNAVAILABLE(503, "The service cannot answer now"),
    OVERLOADED(503, "There is more work than can be taken"),
    INDEX_REBUILDING(503, "The search index is being built anew"),
    UPSTREAM_UNAVAILABLE(503, "The upstream cannot be reached"),
    STORAGE_FULL(503, "There is no room left to store what was sent"),
    UPSTREAM_TIMEOUT(504, "The upstream did not answer in time");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status this refusal is answered with. */
    public int status() {
        return status;
    }

    /** One sentence without a full stop; the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The code as it stands on the wire: lower case with underscores. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
