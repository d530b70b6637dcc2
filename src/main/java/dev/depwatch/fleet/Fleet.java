package dev.depwatch.fleet;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfInstance;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Keyword;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes one document of the series of every depwatch at one moment, as far as the series allow. If two depwatches watch
 * one instance, the one with the newer reading counts. Pure.
 *
 * @param samples from every depwatch that could be scraped
 * @param lost one for each instance whose depwatch cannot be scraped now
 * @param at when Prometheus evaluated the query
 */
record Fleet(List<Sample> samples, List<Sample> lost, Instant at) {
    /** One depwatch's samples about one instance, by name. */
    private record Watch(String by, Instance instance, Map<String, List<Sample>> samples) {
        Optional<Sample> one(String name) {
            return all(name).findFirst();
        }

        Stream<Sample> all(String name) {
            return samples.getOrDefault(name, List.of()).stream();
        }

        /** The sample about a token. */
        Optional<Sample> one(String name, Token.Key token) {
            return all(name).filter(sample -> isAbout(token, sample)).findFirst();
        }

        Optional<Instant> time(String name, Token.Key token) {
            return one(name, token).map(Sample::time);
        }

        Optional<Instant> readAt() {
            return one("depwatch_inventory_last_success_timestamp_seconds").map(Sample::time);
        }
    }

    /** The tokens and the instances; Prometheus itself has the rest. */
    AssessmentDocument document() {
        Collection<Watch> watches = watches();
        List<OfToken> tokens = watches.stream()
                .flatMap(watch -> watch.all("depwatch_token_info").flatMap(info -> token(watch, info).stream()))
                .sorted(Comparator.comparing(row -> row.token().key()))
                .toList();
        Set<Instance> withTokens = tokens.stream()
                .filter(token -> !token.kind().isCertificate())
                .map(OfToken::instance)
                .collect(toSet());
        Map<Instance, OfInstance> instances = new TreeMap<>();
        watches.forEach(
                watch -> instances.put(watch.instance(), instance(watch, withTokens.contains(watch.instance()))));
        lost.forEach(sample -> instance(sample)
                .ifPresent(instance -> instances.putIfAbsent(
                        instance,
                        OfInstance.unread(
                                instance,
                                "depwatch on " + by(sample) + " cannot be scraped, so nobody watches this instance",
                                at))));
        return new AssessmentDocument(
                AssessmentDocument.VERSION,
                at,
                List.of(),
                tokens,
                List.of(),
                List.of(),
                List.copyOf(instances.values()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** One for each instance, in their order. */
    private Collection<Watch> watches() {
        Map<Instance, Watch> newest = new TreeMap<>();
        samples.stream()
                .filter(sample -> instance(sample).isPresent())
                .collect(groupingBy(sample -> List.of(by(sample), sample.label("job"), sample.label("jamf_instance"))))
                .values()
                .stream()
                .map(its -> new Watch(
                        by(its.get(0)),
                        instance(its.get(0)).orElseThrow(),
                        its.stream().collect(groupingBy(Sample::name))))
                .sorted(Comparator.comparing((Watch watch) -> watch.readAt().orElse(Instant.MIN))
                        .thenComparing(Watch::by))
                .forEach(watch -> newest.put(watch.instance(), watch));
        return newest.values();
    }

    private static String by(Sample sample) {
        return sample.label("instance");
    }

    private static Optional<Instance> instance(Sample sample) {
        return Optional.of(sample.label("jamf_instance"))
                .filter(Instance::isName)
                .map(Instance::new);
    }

    private static boolean isAbout(Token.Key token, Sample sample) {
        return token.id().equals(sample.label("token_id")) && token.kind().key().equals(sample.label("kind"));
    }

    /** Empty if the labels name no token. */
    private Optional<OfToken> token(Watch watch, Sample info) {
        return Keyword.of(TokenKind.class, info.label("kind"))
                .map(kind -> token(watch, new Token.Key(watch.instance(), kind, info.label("token_id")), info));
    }

    private OfToken token(Watch watch, Token.Key key, Sample info) {
        Optional<Expiry> expiry =
                watch.time("depwatch_token_expiry_timestamp_seconds", key).map(ends -> expiry(key.kind(), ends));
        Optional<Instant> lastSync = watch.time("depwatch_token_last_sync_timestamp_seconds", key);
        Optional<Sample> action = watch.one("depwatch_token_action_required", key);
        Optional<Remedy> remedy = action.flatMap(sample -> Keyword.of(Remedy.class, sample.label("remedy")));
        return new OfToken(
                key.instance(),
                key.kind(),
                key.id(),
                info.label("token_name"),
                AppleId.of(info.label("apple_id")),
                info.label("organization"),
                info.label("server_name"),
                info.label("server_uuid"),
                expiry.map(Expiry::shown),
                expiry.map(Expiry::at),
                watch.one("depwatch_token_health", key)
                        .flatMap(sample -> Keyword.of(Health.class, sample.label("health")))
                        .orElse(Health.UNKNOWN),
                watch.time("depwatch_token_failing_since_timestamp_seconds", key),
                lastSync,
                lastSync.map(synced -> ""),
                Optional.empty(),
                Optional.empty(),
                remedy,
                remedy.flatMap(known -> action)
                        .flatMap(sample -> Keyword.of(Certainty.class, sample.label("certainty"))),
                watch.time("depwatch_token_silenced_until_timestamp_seconds", key));
    }

    /** Restores a date from the exported instant, its end in the last zone on Earth. */
    private static Expiry expiry(TokenKind kind, Instant ends) {
        Expiry date = Expiry.ofDate(LocalDate.ofInstant(ends, ZoneOffset.UTC).minusDays(1));
        boolean isDay = kind == TokenKind.ADE || kind == TokenKind.CONTENT || kind == TokenKind.PUSH;
        return isDay && date.at().equals(ends) ? date : Expiry.ofInstant(ends);
    }

    /** @param hasTokens then they were read, even if no series says when */
    private OfInstance instance(Watch watch, boolean hasTokens) {
        Optional<Instant> readAt = watch.readAt().or(() -> hasTokens ? Optional.of(at) : Optional.empty());
        Optional<Sample> up = watch.one("depwatch_inventory_up");
        Optional<String> failure = up.filter(sample -> sample.number() == 0)
                .map(down -> "depwatch on " + watch.by()
                        + " cannot read its tokens. Run depwatch check --online there to find out why");
        return new OfInstance(
                watch.instance(),
                Optional.empty(),
                up.isPresent() || hasTokens ? "jamf" : "none",
                readAt,
                failure,
                failure.map(why -> readAt.orElse(at)),
                Map.of(),
                List.of());
    }
}
