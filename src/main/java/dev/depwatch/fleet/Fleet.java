package dev.depwatch.fleet;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Witness;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenRecovery;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Rebuilds the assessment from the series of every depwatch at one moment, as far as the series allow. If two
 * depwatches watch one instance, the one with the newer reading counts. Pure.
 *
 * @param samples from every depwatch that could be scraped
 * @param lost one for each instance whose depwatch cannot be scraped now
 * @param at when Prometheus evaluated the query
 */
record Fleet(List<Sample> samples, List<Sample> lost, Instant at) {
    private static final Comparator<TokenHealth> ORDER = Comparator.comparing(
                    (TokenHealth health) -> health.token().instance())
            .thenComparing(health -> health.token().kind())
            .thenComparing(health -> health.token().id());

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
            return all(name)
                    .filter(sample -> key(sample).filter(token::equals).isPresent())
                    .findFirst();
        }

        Optional<Instant> readAt() {
            return one("depwatch_inventory_last_success_timestamp_seconds").map(Sample::time);
        }
    }

    Assessment assessment() {
        List<InstanceInventory> instances = new ArrayList<>();
        List<TokenHealth> tokens = new ArrayList<>();
        List<Silence> silences = new ArrayList<>();
        for (Watch watch : watches()) {
            List<TokenHealth> its = watch.all("depwatch_token_info")
                    .flatMap(info -> health(watch, info).stream())
                    .toList();
            tokens.addAll(its);
            instances.add(inventory(watch, its));
            watch.all("depwatch_token_silenced_until_timestamp_seconds")
                    .flatMap(sample -> silence(watch, sample).stream())
                    .forEach(silences::add);
        }
        instances.addAll(lostInstances(
                instances.stream().map(InstanceInventory::instance).collect(toCollection(TreeSet::new))));
        instances.sort(Comparator.comparing(InstanceInventory::instance));
        tokens.sort(ORDER);
        return Assessment.ofTokens(at, instances, tokens, silences);
    }

    /** One for each instance. */
    private List<Watch> watches() {
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
        return List.copyOf(newest.values());
    }

    private static String by(Sample sample) {
        return sample.label("instance");
    }

    private static Optional<Instance> instance(Sample sample) {
        return Optional.of(sample.label("jamf_instance"))
                .filter(Instance::isName)
                .map(Instance::new);
    }

    /** Empty if the labels name no token. */
    private static Optional<Token.Key> key(Sample sample) {
        return Arrays.stream(TokenKind.values())
                .filter(kind -> kind.key().equals(sample.label("kind")))
                .findFirst()
                .flatMap(kind ->
                        instance(sample).map(instance -> new Token.Key(instance, kind, sample.label("token_id"))));
    }

    private Optional<TokenHealth> health(Watch watch, Sample info) {
        return key(info).map(key -> {
            Token token = new Token(
                    key,
                    info.label("token_name"),
                    AppleId.of(info.label("apple_id")),
                    info.label("organization"),
                    info.label("server_name"),
                    info.label("server_uuid"),
                    watch.one("depwatch_token_expiry_timestamp_seconds", key)
                            .map(sample -> expiry(key.kind(), sample.time())));
            return new TokenHealth(
                    token,
                    health(watch.one("depwatch_token_health", key)),
                    watch.one("depwatch_token_last_sync_timestamp_seconds", key)
                            .map(sample -> new Sync("", sample.time())),
                    false,
                    TokenRecovery.NONE,
                    finding(watch, token),
                    false,
                    watch.one("depwatch_token_last_connected_timestamp_seconds", key)
                            .map(sample -> new Witness(
                                    "",
                                    MdmServer.heard(token.serverName(), sample.time()),
                                    Witness.By.ID,
                                    sample.time())));
        });
    }

    private static Health health(Optional<Sample> sample) {
        return Arrays.stream(Health.values())
                .filter(health -> sample.filter(one -> one.label("health").equals(health.key()))
                        .isPresent())
                .findFirst()
                .orElse(Health.UNKNOWN);
    }

    /** Restores a date from the exported instant, its end in the last zone on Earth. */
    private static Expiry expiry(TokenKind kind, Instant ends) {
        Expiry date = Expiry.ofDate(LocalDate.ofInstant(ends, ZoneOffset.UTC).minusDays(1));
        return kind == TokenKind.ADE && date.at().equals(ends) ? date : Expiry.ofInstant(ends);
    }

    private Optional<Finding> finding(Watch watch, Token token) {
        return watch.one("depwatch_token_action_required", token.key())
                .flatMap(action -> Arrays.stream(Remedy.values())
                        .filter(remedy -> remedy.key().equals(action.label("remedy")))
                        .findFirst()
                        .map(remedy -> {
                            Instant since = watch.one("depwatch_token_failing_since_timestamp_seconds", token.key())
                                    .map(Sample::time)
                                    .orElse(at);
                            return Finding.withoutCase(
                                    remedy,
                                    action.label("certainty").equals(Certainty.ONE_OF.key())
                                            ? Certainty.ONE_OF
                                            : Certainty.CERTAIN,
                                    cause(watch, token.kind(), remedy),
                                    token,
                                    since,
                                    Set.of());
                        }));
    }

    /**
     * No series of a token names its cause. Takes the cause of an open failure with this remedy, or else the most
     * common cause of the remedy.
     */
    private static Cause cause(Watch watch, TokenKind kind, Remedy remedy) {
        List<Cause> open = watch.all("depwatch_case_open")
                .flatMap(sample -> Cause.ofKey(sample.label("cause")).stream())
                .filter(cause -> cause.kind() == kind)
                .toList();
        return Stream.concat(open.stream(), Arrays.stream(Cause.values()))
                .filter(cause -> cause.kind() == kind && cause.remedy() == remedy)
                .findFirst()
                .or(() -> open.stream().findFirst())
                .orElse(kind == TokenKind.ADE ? Cause.TOKEN_EXPIRED : Cause.CONTENT_TOKEN_INVALID);
    }

    private static String age(Duration age) {
        if (age.toMinutes() < 2) {
            return "a minute";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " minutes";
        }
        return age.toDays() < 2 ? age.toHours() + " hours" : age.toDays() + " days";
    }

    private InstanceInventory inventory(Watch watch, List<TokenHealth> tokens) {
        Optional<Instant> readAt = watch.readAt();
        Optional<Sample> up = watch.one("depwatch_inventory_up");
        boolean failed = up.filter(sample -> sample.value() == 0).isPresent();
        String known = readAt.map(time -> "; what it knows of them is " + age(Duration.between(time, at)) + " old")
                .orElse("");
        return inventory(
                watch.instance(),
                up.isPresent() || readAt.isPresent() || !tokens.isEmpty() ? Source.JAMF : Source.NONE,
                readAt.isPresent() || !tokens.isEmpty()
                        ? Optional.of(new Reading(
                                tokens.stream()
                                        .map(health -> new TokenState(health.token(), health.lastSync()))
                                        .toList(),
                                Terms.UNKNOWN))
                        : Optional.empty(),
                readAt,
                failed
                        ? Optional.of(new ReadFailure(
                                TokenSourceException.Kind.UNREACHABLE,
                                "depwatch on " + watch.by() + " cannot read its tokens" + known
                                        + ". Run depwatch check --online there to find out why",
                                readAt.orElse(at)))
                        : Optional.empty());
    }

    private List<InstanceInventory> lostInstances(Set<Instance> known) {
        Map<Instance, String> missing = new HashMap<>();
        lost.forEach(sample -> instance(sample)
                .filter(instance -> !known.contains(instance))
                .ifPresent(instance -> missing.put(instance, by(sample))));
        return missing.entrySet().stream()
                .map(instance -> inventory(
                        instance.getKey(),
                        Source.JAMF,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new ReadFailure(
                                TokenSourceException.Kind.UNREACHABLE,
                                "depwatch on " + instance.getValue()
                                        + " cannot be scraped, so nobody watches this instance",
                                at))))
                .toList();
    }

    private static InstanceInventory inventory(
            Instance instance,
            Source source,
            Optional<Reading> reading,
            Optional<Instant> readAt,
            Optional<ReadFailure> failure) {
        return InstanceInventory.withoutHistory(instance, Optional.empty(), source, reading, readAt, failure);
    }

    private static Optional<Silence> silence(Watch watch, Sample sample) {
        return key(sample)
                .map(key -> new Silence(
                        key.instance(),
                        Optional.of(key.kind()),
                        Optional.of(key.id()),
                        LocalDate.ofInstant(sample.time(), ZoneOffset.UTC),
                        sample.time(),
                        "from the configuration of depwatch on " + watch.by()));
    }
}
