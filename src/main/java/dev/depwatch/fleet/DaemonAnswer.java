package dev.depwatch.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Witness;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenRecovery;
import dev.depwatch.config.WebAddress;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The answer of a running depwatch: the tokens and instances of its assessment, with the remedy for each token. Only
 * the document has logs, open cases and monitoring issues.
 *
 * @param document as it was sent
 */
public record DaemonAnswer(ObjectNode document, Assessment assessment) {
    /** The version of {@code /api/v1/assessment} that this class reads. */
    static final int VERSION = 1;

    /** A time outside these is wrong and could overflow computations. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** Empty if the document is no assessment of this version. Rows without a valid instance or token are skipped. */
    static Optional<DaemonAnswer> of(ObjectNode document) {
        Optional<Instant> at = instant(document, "at");
        return document.path("version").asInt() == VERSION && at.isPresent()
                ? Optional.of(new DaemonAnswer(document, new Rows(document, at.get()).assessment()))
                : Optional.empty();
    }

    private record Rows(ObjectNode document, Instant at) {
        Assessment assessment() {
            // Of several rows with one key the first counts.
            Map<Token.Key, TokenHealth> byKey = new LinkedHashMap<>();
            rows(document, "tokens")
                    .flatMap(row -> health(row).stream())
                    .forEach(health -> byKey.putIfAbsent(health.token().key(), health));
            List<TokenHealth> tokens = List.copyOf(byKey.values());
            List<InstanceInventory> instances = rows(document, "instances")
                    .flatMap(row -> instance(row).map(name -> inventory(row, name, tokens)).stream())
                    .toList();
            List<Silence> silences = rows(document, "tokens")
                    .flatMap(row -> silence(row).stream())
                    .toList();
            return Assessment.ofTokens(at, instances, tokens, silences);
        }

        private Optional<TokenHealth> health(JsonNode row) {
            return key(row).map(key -> {
                Optional<AppleId> owner = AppleId.of(text(row, "appleId"));
                Token token = new Token(
                        key,
                        text(row, "name"),
                        owner,
                        text(row, "organization"),
                        text(row, "serverName"),
                        text(row, "serverUuid"),
                        expiry(row));
                return new TokenHealth(
                        token,
                        one(Health.values(), Health::key, text(row, "health")).orElse(Health.UNKNOWN),
                        instant(row, "lastSyncAt").map(synced -> new Sync(text(row, "lastSyncState"), synced)),
                        false,
                        TokenRecovery.NONE,
                        finding(row, token),
                        owner.filter(this::isPersonal).isPresent(),
                        instant(row, "lastConnectedAt").map(connected -> heard(token, connected)));
            });
        }

        private Witness heard(Token token, Instant connected) {
            return new Witness("", MdmServer.heard(token.serverName(), connected), Witness.By.ID, at);
        }

        private Optional<Finding> finding(JsonNode row, Token token) {
            return one(Remedy.values(), Remedy::key, text(row, "remedy"))
                    .flatMap(remedy -> one(Certainty.values(), Certainty::key, text(row, "certainty"))
                            .map(certainty -> finding(remedy, certainty, row, token)));
        }

        private Finding finding(Remedy remedy, Certainty certainty, JsonNode row, Token token) {
            Optional<JsonNode> why = rows(document, "findings")
                    .filter(finding -> names(finding, token.key()))
                    .findFirst();
            Finding finding = Finding.withoutCase(
                    remedy,
                    certainty,
                    why.flatMap(found -> Cause.ofKey(text(found, "cause")))
                            .orElse(token.kind() == TokenKind.ADE ? Cause.SYNC_FAILED : Cause.CONTENT_TOKEN_INVALID),
                    token,
                    instant(row, "failingSince").orElse(at),
                    Set.of());
            return why.filter(found -> found.path("likely").asBoolean()).isPresent() ? finding.asLikely() : finding;
        }

        /** A document without such a finding proves no signature. */
        private Terms terms(Instance instance) {
            return rows(document, "findings")
                            .anyMatch(finding -> text(finding, "instance").equals(instance.name())
                                    && Cause.ofKey(text(finding, "cause"))
                                            .filter(Cause.TERMS_NOT_SIGNED::equals)
                                            .isPresent())
                    ? Terms.NOT_SIGNED
                    : Terms.UNKNOWN;
        }

        private static boolean names(JsonNode finding, Token.Key token) {
            return text(finding, "instance").equals(token.instance().name())
                    && text(finding, "kind").equals(token.kind().key())
                    && StreamSupport.stream(finding.path("tokenIds").spliterator(), false)
                            .anyMatch(id -> id.asText().equals(token.id()));
        }

        private boolean isPersonal(AppleId owner) {
            return rows(document, "accounts")
                    .anyMatch(account -> text(account, "appleId").equals(owner.value())
                            && account.path("personalOwner").asBoolean());
        }

        private InstanceInventory inventory(JsonNode row, Instance instance, List<TokenHealth> tokens) {
            Optional<Instant> readAt = instant(row, "tokensReadAt");
            Map<Part, String> unreadParts = new EnumMap<>(Part.class);
            for (Part part : Part.values()) {
                Optional.of(text(row.path("gaps"), part.name().toLowerCase(Locale.ROOT)))
                        .filter(Predicate.not(String::isEmpty))
                        .ifPresent(why -> unreadParts.put(part, why));
            }
            Optional<Reading> reading = readAt.map(time -> new Reading(
                    tokens.stream()
                            .filter(health -> health.token().instance().equals(instance))
                            .map(health -> new TokenState(health.token(), health.lastSync()))
                            .toList(),
                    terms(instance),
                    unreadParts));
            return InstanceInventory.withoutHistory(
                    instance,
                    address(text(row, "jamfUrl")),
                    one(Source.values(), Source::name, text(row, "tokensFrom").toUpperCase(Locale.ROOT))
                            .orElse(Source.NONE),
                    reading,
                    readAt,
                    Optional.of(text(row, "failure"))
                            .filter(Predicate.not(String::isEmpty))
                            .map(why -> new ReadFailure(
                                    TokenSourceException.Kind.UNREACHABLE,
                                    why,
                                    instant(row, "failingSince").orElse(at))));
        }
    }

    private static Optional<Silence> silence(JsonNode row) {
        return key(row).flatMap(key -> instant(row, "silencedUntil")
                .map(until -> new Silence(
                        key.instance(),
                        Optional.of(key.kind()),
                        Optional.of(key.id()),
                        LocalDate.ofInstant(until, ZoneOffset.UTC),
                        until,
                        "from the configuration of the running depwatch")));
    }

    private static Optional<Token.Key> key(JsonNode row) {
        return instance(row)
                .flatMap(instance -> one(TokenKind.values(), TokenKind::key, text(row, "kind"))
                        .map(kind -> new Token.Key(instance, kind, text(row, "id"))));
    }

    private static Optional<Instance> instance(JsonNode row) {
        return Optional.of(text(row, "instance")).filter(Instance::isName).map(Instance::new);
    }

    private static Optional<Expiry> expiry(JsonNode row) {
        return instant(row, "expiresAt").map(at -> new Expiry(at, text(row, "expires")));
    }

    private static Stream<JsonNode> rows(JsonNode document, String name) {
        return StreamSupport.stream(document.path(name).spliterator(), false);
    }

    /** "" for null and for a missing field. */
    private static String text(JsonNode row, String name) {
        return row.path(name).asText("");
    }

    private static Optional<Instant> instant(JsonNode row, String name) {
        try {
            Instant time = Instant.parse(text(row, name));
            return time.isAfter(EARLIEST) && time.isBefore(LATEST) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeParseException isNone) {
            return Optional.empty();
        }
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(WebAddress.of(text).uri());
        } catch (IllegalArgumentException isNone) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> one(T[] all, Function<T, String> key, String word) {
        return Arrays.stream(all).filter(each -> key.apply(each).equals(word)).findFirst();
    }
}
