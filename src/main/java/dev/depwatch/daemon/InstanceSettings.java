package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.inventory.fixed.FixedTokenConfig;
import dev.depwatch.inventory.fixed.PushCertificateConfig;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.logs.StartAt;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One instance of Jamf Pro to monitor.
 *
 * @param name in its normal form
 * @param formerName its previous name; the data saved under that name is its history
 * @param logs its logs: one, or one a cluster node; empty: depwatch polls only its API
 * @param timeZone the zone of the times in its logs
 * @param jamf its API; empty: depwatch does not poll it, and needs a log
 * @param tokens those known without the API
 * @param pushCertificate which no API knows
 */
public record InstanceSettings(
        String name,
        Optional<String> formerName,

        @JsonProperty(defaultValue = "[]") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Path> logs,

        @JsonProperty(defaultValue = "host") ZoneId timeZone,
        @JsonProperty(defaultValue = "beginning") StartAt startAt,
        Optional<JamfConfig> jamf,
        @JsonProperty(defaultValue = "[]") List<FixedTokenConfig> tokens,
        Optional<PushCertificateConfig> pushCertificate)
        implements Checked {
    /** With the name that {@code scan} uses. */
    private static final String STANDARD_INPUT = "-";

    private static final Pattern GLOB = Pattern.compile("[*?]|\\[.+]");

    public InstanceSettings {
        name = SafeText.name(name);
        formerName = formerName.map(SafeText::name);
    }

    public Instance instance() {
        return new Instance(name);
    }

    /** The same by its previous name. */
    Optional<Instance> former() {
        return formerName.filter(Instance::isName).map(Instance::new);
    }

    /** Its API; empty if none is configured or a file with its credentials is unreadable. */
    Optional<JamfConfig> usableJamf() {
        return jamf.filter(config -> config.fault().isEmpty());
    }

    @Override
    public void check(Remarks remarks) {
        if (name.isBlank() || name.length() > Instance.MAX_NAME_LENGTH) {
            remarks.problem(
                    "name",
                    "found " + name.length() + " characters; expected 1 to " + Instance.MAX_NAME_LENGTH
                            + ", not all of them white space");
        }
        formerName
                .filter(former -> former.equals(name) || !Instance.isName(former))
                .ifPresent(former -> remarks.unexpected(
                        "formerName", former, "the previous name of the instance, or no formerName if it has none"));
        if (logs.isEmpty() && jamf.isEmpty()) {
            remarks.problem(
                    "",
                    "neither logs nor jamf, so depwatch cannot monitor it; expected logs (the path of"
                            + " its JAMFSoftwareServer.log, or a list of them), jamf (its API) if no log is"
                            + " readable, or both");
        } else if (jamf.isEmpty() && tokens.isEmpty()) {
            remarks.warning("", "owners will be unknown: configure jamf or tokens");
        }
        if (jamf.isEmpty()
                && pushCertificate.filter(certificate -> !certificate.hasDate()).isPresent()) {
            remarks.warning(
                    "pushCertificate",
                    "its end is unknown: without jamf there are no notifications of it; add expires or pemFile");
        }
        if (logs.stream().anyMatch(log -> log.endsWith(STANDARD_INPUT))) {
            remarks.problem(
                    "logs",
                    "found \"-\"; expected a file, since standard input cannot be read again after a restart."
                            + " Write the input to a file, for example by `docker logs -f jamf >> JAMFSoftwareServer.log`");
        }
        logs.stream()
                .filter(log -> GLOB.matcher(log.toString()).find() && Files.notExists(log))
                .findFirst()
                .ifPresent(log -> remarks.problem(
                        "logs",
                        "found the pattern \"" + log
                                + "\"; expected the path of one file. To follow the logs of all folders that match, move the"
                                + " pattern to discover (docs/many-instances.md)"));
        Map<TokenKind, Set<String>> ids = new EnumMap<>(TokenKind.class);
        for (int i = 0; i < tokens.size(); i++) {
            FixedTokenConfig token = tokens.get(i);
            if (!ids.computeIfAbsent(token.kind(), kind -> new HashSet<>()).add(token.id())) {
                remarks.problem(
                        "tokens[" + i + "].id",
                        "another " + token.kind().key() + " token of this instance has id \"" + token.id()
                                + "\"; expected the id that Jamf Pro shows");
            }
        }
    }
}
