package dev.depwatch.web;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** One version of how the pages are served and to whom. Safe for use by many threads. */
public final class Access {
    private final Optional<Tls> tls;
    private final Users users;
    private final Map<String, String> headers;

    /**
     * How connections are encrypted.
     *
     * @param clientVerified whether every client has shown a certificate that is trusted
     */
    record Tls(SSLContext context, SSLParameters parameters, boolean clientVerified) {}

    Access(Optional<Tls> tls, Users users, Map<String, String> headers) {
        this.tls = tls;
        this.users = users;
        this.headers = Map.copyOf(headers);
    }

    boolean isEncrypted() {
        return tls.isPresent();
    }

    Tls tls() {
        return tls.orElseThrow(() -> new IllegalStateException("not encrypted"));
    }

    /** Whether nobody reads the pages who has not proven who it is. */
    public boolean isAuthenticated() {
        return !users.isEmpty() || tls.filter(Tls::clientVerified).isPresent();
    }

    /**
     * Whether whoever sent this may read the pages.
     *
     * @param authorization the request's header; "" if it has none
     */
    public Admission admits(String authorization) {
        return users.admit(authorization);
    }

    /** Headers that every answer gets; a blank one takes away depwatch's own. */
    public Map<String, String> headers() {
        return headers;
    }
}
