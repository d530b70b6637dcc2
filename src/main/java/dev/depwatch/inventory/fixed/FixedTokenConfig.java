package dev.depwatch.inventory.fixed;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One token in the configuration: as accurate as the configuration.
 *
 * @param id Jamf Pro's id of the ADE instance or volume purchasing location; unique within instance and kind
 * @param name its name in Jamf Pro
 * @param owner the Apple ID that downloaded it, as written; "" if unknown
 * @param organization the organisation at Apple; "" if unknown
 * @param serverName the device management service at Apple; "" if unknown
 * @param serverUuid Apple's id of that service; "" if unknown
 * @param expires the date that Jamf Pro shows; empty if unknown
 */
public record FixedTokenConfig(
        TokenKind kind,
        String id,
        String name,
        @JsonProperty(defaultValue = "''") String owner,
        @JsonProperty(defaultValue = "''") String organization,
        @JsonProperty(defaultValue = "''") String serverName,
        @JsonProperty(defaultValue = "''") String serverUuid,
        Optional<LocalDate> expires)
        implements Checked {

    @Override
    public void check(Remarks remarks) {
        if (kind.isCertificate()) {
            remarks.problem(
                    "kind",
                    "found \"" + kind.key() + "\", a certificate; expected ade or content. The push certificate of an"
                            + " instance stands under pushCertificate, beside tokens");
        }
        remarks.notBlank("id", id);
        remarks.notBlank("name", name);
    }

    public Token token(Instance instance) {
        Token.Key key = new Token.Key(instance, kind, id);
        Optional<Expiry> end = expires.map(Expiry::ofDate);
        return new Token(key, name, AppleId.of(owner), organization, serverName, serverUuid, end);
    }
}
