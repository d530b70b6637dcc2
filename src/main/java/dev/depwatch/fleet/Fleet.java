package dev.depwatch.fleet;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfAccount;
import dev.depwatch.status.AssessmentDocument.OfInstance;
import dev.depwatch.status.AssessmentDocument.OfSilence;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Keyword;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
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
import java.util.function.Predicate;
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
        lost.forEach(sample ->
                instance(sample).ifPresent(instance -> instances.putIfAbsent(instance, lost(instance, by(sample)))));
        List<OfSilence> silences = watches.stream()
                .flatMap(watch -> watch.all("depwatch_token_silenced_until_timestamp_seconds")
                        .flatMap(sample -> silence(watch, sample).stream()))
                .toList();
        return new AssessmentDocument(
                AssessmentDocument.VERSION,
                at,
                accounts(tokens),
                tokens,
                List.of(),
                List.of(),
                List.copyOf(instances.values()),
                List.of(),
                AssessmentDocument.sharedServers(tokens.stream().map(OfToken::token)),
                List.of(),
                silences,
                List.of());
    }

    /** No series says which are personal. */
    private static List<OfAccount> accounts(List<OfToken> tokens) {
        return tokens.stream()
                .filter(token -> token.appleId().isPresent())
                .collect(groupingBy(token -> token.appleId().get(), TreeMap::new, toList()))
                .entrySet()
                .stream()
                .map(owned -> new OfAccount(
                        owned.getKey().value(),
                        owned.getValue().size(),
                        count(owned.getValue(), Fleet::mustBeRegenerated),
                        count(owned.getValue(), token -> isOf(Certainty.ONE_OF, token)),
                        false))
                .toList();
    }

    private static int count(List<OfToken> tokens, Predicate<OfToken> which) {
        return (int) tokens.stream().filter(which).count();
    }

    private static boolean mustBeRegenerated(OfToken token) {
        return token.remedy().equals(Optional.of(Remedy.REGENERATE)) && isOf(Certainty.CERTAIN, token);
    }

    /** Whether it has this certainty and is not silenced. */
    private static boolean isOf(Certainty certainty, OfToken token) {
        return token.certainty().equals(Optional.of(certainty))
                && token.silencedUntil().isEmpty();
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
                remedy.isEmpty()
                        ? Optional.empty()
                        : action.flatMap(sample -> Keyword.of(Certainty.class, sample.label("certainty"))),
                watch.time("depwatch_token_silenced_until_timestamp_seconds", key));
    }

    /** Restores a date from the exported instant, its end in the last zone on Earth. */
    private static Expiry expiry(TokenKind kind, Instant ends) {
        Expiry date = Expiry.ofDate(LocalDate.ofInstant(ends, ZoneOffset.UTC).minusDays(1));
        boolean isDay = kind == TokenKind.ADE || kind == TokenKind.CONTENT || kind == TokenKind.PUSH;
        return isDay && date.at().equals(ends) ? date : Expiry.ofInstant(ends);
    }

    private static String age(Duration age) {
        return age.toMinutes() < 2 ? "a minute" : TimeFormat.rounded(age, "minutes", "hours", "days");
    }

    /** @param hasTokens then they were read, even if no series says when */
    private OfInstance instance(Watch watch, boolean hasTokens) {
        Optional<Instant> readAt = watch.readAt().or(() -> hasTokens ? Optional.of(at) : Optional.empty());
        Optional<Sample> up = watch.one("depwatch_inventory_up");
        String known = watch.readAt()
                .map(time -> "; what it knows of them is " + age(Duration.between(time, at)) + " old")
                .orElse("");
        Optional<String> failure = up.filter(sample -> sample.value() == 0)
                .map(down -> "depwatch on " + watch.by() + " cannot read its tokens" + known
                        + ". Run depwatch check --online there to find out why");
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

    private OfInstance lost(Instance instance, String by) {
        return new OfInstance(
                instance,
                Optional.empty(),
                "jamf",
                Optional.empty(),
                Optional.of("depwatch on " + by + " cannot be scraped, so nobody watches this instance"),
                Optional.of(at),
                Map.of(),
                List.of());
    }

    private static Optional<OfSilence> silence(Watch watch, Sample sample) {
        return Keyword.of(TokenKind.class, sample.label("kind"))
                .map(kind -> new OfSilence(
                        watch.instance().name(),
                        Optional.of(kind.key()),
                        Optional.of(sample.label("token_id")),
                        sample.time(),
                        "from the configuration of depwatch on " + watch.by(),
                        Optional.empty()));
    }
}
