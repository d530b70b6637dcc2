package dev.depwatch.web;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * One version of how depwatch serves the pages, and to whom. Thread-safe.
 *
 * @param headers for every answer; a blank one removes depwatch's own
 */
public record Access(Optional<Tls> tls, Users users, Map<String, String> headers) {
    record Tls(SSLContext context, SSLParameters parameters) {}

    /** Whether every reader of the pages must authenticate, by a password or by a certificate that is verified. */
    public boolean isAuthenticated() {
        return !users.isEmpty()
                || tls.filter(how -> how.parameters().getNeedClientAuth()).isPresent();
    }

    /** Whether a reader's password is legible on the network. */
    public boolean exposesPasswords() {
        return !users.isEmpty() && tls.isEmpty();
    }

    /**
     * Whether the sender of this header may read the pages.
     *
     * @param authorization the request's header; "" if it has none
     */
    public Admission admits(String authorization) {
        return users.admit(authorization);
    }

    /** Whether a client may read the pages. */
    public enum Admission {
        ADMITTED,
        REFUSED,
        /** Too many passwords wait for their comparison: each uses a core of this host for a while. */
        BUSY
    }
}
