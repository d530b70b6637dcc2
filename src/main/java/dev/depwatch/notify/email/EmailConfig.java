package dev.depwatch.notify.email;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail server that accepts messages for some recipients.
 *
 * @param host a name or an address, without a port
 * @param port empty: the default port of the kind of encryption
 * @param caFile a PEM file with the certificate authority that signed the server's certificate; empty: the JVM's own
 * @param from one address, with or without a name: {@code depwatch <depwatch@example.org>}
 * @param to at least one such address
 */
public record EmailConfig(
        String host,
        Optional<Integer> port,
        @JsonProperty(defaultValue = "starttls") Tls tls,
        Optional<String> username,
        @JsonProperty("passwordFile") Optional<Secret> password,
        Optional<Path> caFile,
        String from,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> to)
        implements Checked {

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]+");
    private static final Pattern THIS_HOST = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

    /** How the connection is encrypted. Without the configured encryption, nothing is sent. */
    public enum Tls {
        /** The server must offer encryption, and depwatch requests it before anything else. */
        STARTTLS(587),
        /** Encrypted from the first byte. */
        IMPLICIT(465),
        /** Not at all. */
        NONE(25);

        private final int usualPort;

        Tls(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    @Override
    public void check(Remarks remarks) {
        if (!HOST.matcher(host).matches()) {
            remarks.unexpected("host", host, "a host name such as mail.example.org");
        }
        port.filter(number -> number < 1 || number > 65_535)
                .ifPresent(number -> remarks.problem("port", "found " + number + "; expected 1 to 65535"));
        remarks.together("username", username, "passwordFile", password);
        username.ifPresent(found -> remarks.notBlank("username", found));
        remarks.certificates("caFile", caFile);
        if (tls == Tls.NONE && username.isPresent()) {
            remarks.problem(
                    "tls",
                    "found none, with a username: the password would travel unencrypted; expected starttls"
                            + " or implicit");
        } else if (tls == Tls.NONE && !THIS_HOST.matcher(host).matches()) {
            remarks.warning("tls", "the messages travel unencrypted; use starttls or implicit if the server can");
        }
        checkAddress(remarks, "from", from);
        if (to.isEmpty()) {
            remarks.problem("to", "found no address; expected at least one");
        }
        for (int i = 0; i < to.size(); i++) {
            checkAddress(remarks, "to[" + i + "]", to.get(i));
        }
    }

    private static void checkAddress(Remarks remarks, String key, String written) {
        try {
            address(written);
        } catch (IllegalArgumentException e) {
            remarks.unexpected(
                    key,
                    written,
                    "one address such as it@example.org, in ASCII (a domain with other letters in its xn-- form)");
        }
    }

    int serverPort() {
        return port.orElse(tls.usualPort);
    }

    /** Only for a configuration that was checked, as {@link #recipients}. */
    InternetAddress sender() {
        return address(from);
    }

    List<InternetAddress> recipients() {
        return to.stream().map(EmailConfig::address).toList();
    }

    private static InternetAddress address(String written) {
        try {
            InternetAddress address = new InternetAddress(written, true);
            if (address.isGroup() || !StandardCharsets.US_ASCII.newEncoder().canEncode(address.getAddress())) {
                throw new AddressException("not an address that every server accepts");
            }
            // Otherwise a name with other letters than ASCII would be sent as it is.
            address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
            return address;
        } catch (AddressException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("not one address in ASCII", e);
        }
    }
}
