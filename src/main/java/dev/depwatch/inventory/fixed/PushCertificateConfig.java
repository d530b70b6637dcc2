package dev.depwatch.inventory.fixed;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.PemCertificate;
import dev.depwatch.config.Remarks;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The push certificate of an instance: no API of Jamf Pro gives its account or its date. Without a date only Jamf Pro's
 * notifications report its end.
 *
 * @param owner the Apple ID that made it, and alone can renew it
 * @param expires the date of its end
 * @param pem the certificate itself, in place of its date
 */
public record PushCertificateConfig(
        Optional<String> owner,
        Optional<LocalDate> expires,
        @JsonProperty("pemFile") Optional<PemCertificate> pem) implements Checked {
    /** How the topics of device management begin. The topic of an app's push certificate is the name of the app. */
    private static final String MDM = "com.apple.mgmt.";

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+");

    @Override
    public void check(Remarks remarks) {
        owner.filter(text -> !ADDRESS.matcher(text).matches())
                .ifPresent(text -> remarks.unexpected(
                        "owner", text, "the Apple ID that made the certificate, such as it-admin@example.org"));
        if (expires.isPresent() && pem.isPresent()) {
            remarks.problem("pemFile", "found beside expires; expected one of them: the file has the date");
        } else if (owner.isEmpty() && !hasDate()) {
            remarks.problem("", "nothing in it; expected owner, and expires or pemFile");
        }
        certificate()
                .map(PushCertificateConfig::topic)
                .filter(topic -> !topic.startsWith(MDM))
                .ifPresent(topic -> remarks.problem(
                        "pemFile",
                        (topic.isEmpty()
                                        ? "found the certificate of no push service"
                                        : "found the push certificate of " + remarks.shown("pemFile", topic))
                                + "; expected that of Jamf Pro, with a UID in its subject that begins with " + MDM));
        if (pem.filter(PemCertificate::isBesidePrivateKey).isPresent()) {
            remarks.warning(
                    "pemFile",
                    "the file holds a private key, too, which depwatch does not use; expected a file with the"
                            + " certificate alone, as `openssl x509 -in FILE` prints it");
        }
    }

    public boolean hasDate() {
        return expires.isPresent() || pem.isPresent();
    }

    public Token token(Instance instance) {
        Token.Key key = new Token.Key(instance, TokenKind.PUSH, Token.Key.ONLY);
        String topic = certificate().map(PushCertificateConfig::topic).orElse("");
        Optional<Expiry> end = certificate()
                .map(certificate -> Expiry.ofInstant(certificate.getNotAfter().toInstant()))
                .or(() -> expires.map(Expiry::ofDate));
        return new Token(key, "push certificate", owner.flatMap(AppleId::of), "", "", topic, end);
    }

    private Optional<X509Certificate> certificate() {
        return pem.flatMap(PemCertificate::certificate);
    }

    /** The UID in the subject, to which Jamf Pro sends; "" if there is none. */
    private static String topic(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("UID"))
                            .map(Rdn::getValue)
                            .map(value -> SafeText.of(value.toString()))
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }
}
