package dev.depwatch.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The address of an HTTP server: {@code http} or {@code https}, a host, no user information and no fragment. */
public record WebAddress(URI uri) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /**
     * @throws IllegalArgumentException with a sentence that names the violated condition and does not quote the text
     */
    public WebAddress {
        if (!isWeb(uri)) {
            throw new IllegalArgumentException("not an http or https address");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "an address without a host, or with a wrong character in its host or port");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address with user information before the host");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an address with a fragment (#…)");
        }
        if (uri.getPort() > 65_535) {
            throw new IllegalArgumentException("an address with a port over 65535");
        }
    }

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException as the constructor; it never quotes the text, since that may contain a secret
     */
    public static WebAddress of(String text) {
        try {
            return new WebAddress(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address");
        }
    }

    /** Whether the scheme is http or https, in any case (RFC 3986, section 3.1). */
    public static boolean isWeb(URI address) {
        return "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
    }

    /** Whether nobody can read the traffic: it is encrypted or does not leave this host. */
    public boolean isPrivate() {
        return uri.getScheme().equalsIgnoreCase("https")
                || LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
    }
}
