package dev.depwatch.scenario;

import static dev.depwatch.token.SampleToken.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Message;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.Route;
import dev.depwatch.notify.Notification;
import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.Apple.Download;
import dev.depwatch.scenario.JamfPro.Form;
import dev.depwatch.table.Statements;
import dev.depwatch.table.Table;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A day of Apple, some instances of Jamf Pro and depwatch, as a list of its events, and what depwatch must and must
 * never find or say. Time is set by hand. Times are those of one day in UTC; from 13:00 on the instances live, and
 * depwatch starts at 14:00 unless said otherwise. Jamf Pro syncs on every even minute, a few seconds past. depwatch looks
 * at each event and on every odd minute, which is after each sync; {@link RandomTimelinesTest} looks more often.
 *
 * <p>A finding is written as {@code regenerate school/1+2 of it-admin}: the remedy, {@code likely} where it is, the
 * tokens ({@code ?} where it is one of them), the owner. What keeps depwatch from seeing is {@code issue school
 * TOKENS_NOT_READ}. Whatever a scenario says, {@link Truth} holds in it.
 */
final class Scenario {
    static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final String ORGANIZATION = "Example";

    private final String rule;
    private final Apple apple = new Apple();
    private final Map<String, JamfPro> sites = new LinkedHashMap<>();
    private final Map<Instance, List<Token>> fixed = new HashMap<>();
    private final TreeMap<Instant, List<Consumer<Depwatch>>> events = new TreeMap<>();
    private final Map<String, Download> downloads = new HashMap<>();
    private final List<Expectation> expectations = new ArrayList<>();
    private boolean asksApple;
    private Instant begins = time("13:00");
    private Instant start = time("14:00");
    private Instant ends = time("15:00");
    private Instant now = begins;
    private Duration pace = Duration.ofMinutes(2);

    /** What is asked of the transcript. */
    private interface Expectation {
        /** What is wrong; empty if nothing is. */
        Optional<String> violation(Transcript transcript);
    }

    /** What depwatch found at every step, where it is not what it found before, and what it said. */
    record Transcript(TreeMap<Instant, List<String>> findings, List<Notification> messages, List<String> untrue) {
        List<String> at(Instant moment) {
            return Optional.ofNullable(findings.floorEntry(moment))
                    .map(Map.Entry::getValue)
                    .orElse(List.of());
        }

        Stream<String> between(Instant from, Instant until) {
            return Stream.concat(
                    at(from).stream(),
                    findings.subMap(from, true, until, true).values().stream().flatMap(List::stream));
        }

        @Override
        public String toString() {
            Stream<Map.Entry<Instant, String>> found =
                    findings.entrySet().stream().map(entry -> Map.entry(entry.getKey(), "found " + entry.getValue()));
            Stream<Map.Entry<Instant, String>> said = messages.stream()
                    .map(message -> Map.entry(
                            message.at(),
                            "  said " + message.reason() + " " + message.alert().severity() + ": "
                                    + message.message().headline()));
            return Stream.concat(found, said)
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> "  " + LocalTime.ofInstant(entry.getKey(), ZoneOffset.UTC) + " " + entry.getValue())
                    .collect(Collectors.joining("\n"));
        }
    }

    private Scenario(String rule) {
        this.rule = rule;
    }

    static Scenario of(String rule) {
        return new Scenario(rule);
    }

    /** Those of a table: its statements are the methods below. */
    static Stream<Scenario> told(String table) {
        return Table.rows(table).map(row -> Statements.say(of(row.why()), row.text()));
    }

    static Instant time(String text) {
        return text.contains("-")
                ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                : DAY.atTime(LocalTime.parse(text)).toInstant(ZoneOffset.UTC);
    }

    /** As {@link #time} reads it. */
    static String clock(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT));
    }

    static String address(String owner) {
        return owner.isEmpty() ? "" : owner + "@example.org";
    }

    // Who there is.

    /** @param tokens each "id owner", "id owner @Organization" or "id owner @Organization 2027-01-31" */
    Scenario jamf(String name, String... tokens) {
        JamfPro site = new JamfPro(name, apple).firstSyncAt(begins.plusSeconds(5 + sites.size()));
        for (String token : tokens) {
            add(site, token);
        }
        sites.put(name, site);
        return this;
    }

    private void add(JamfPro site, String token) {
        String[] words = token.split(" ", -1);
        String organization = words.length > 2 && words[2].startsWith("@") ? words[2].substring(1) : ORGANIZATION;
        LocalDate expires = words[words.length - 1].matches("\\d{4}-.*")
                ? LocalDate.parse(words[words.length - 1])
                : DAY.plusDays(200);
        site.ade(
                words[0],
                words[1],
                organization,
                expires,
                DAY.minusDays(165).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    /** As many alike, each with one token of one owner. */
    Scenario many(String prefix, int count, String owner) {
        for (int number = 1; number <= count; number++) {
            jamf(prefix + number, "1 " + owner);
        }
        return this;
    }

    /** As many alike, each with one token of an owner of its own. */
    Scenario owners(String prefix, int count) {
        for (int number = 1; number <= count; number++) {
            jamf(prefix + number, "1 owner" + number);
        }
        return this;
    }

    Scenario content(String instance, String id, String owner, String lastSync) {
        site(instance).content(id, owner, DAY.plusDays(100).atStartOfDay().toInstant(ZoneOffset.UTC), time(lastSync));
        site(instance).moveContent(id, false);
        return this;
    }

    Scenario logs(String instance, Form form) {
        site(instance).logs(form);
        return this;
    }

    Scenario withoutLog(String... instances) {
        return each(JamfPro::withoutLog, instances);
    }

    /** Jamf Pro's API does not report how its tokens sync. */
    Scenario withoutSyncs(String... instances) {
        return each(site -> site.withoutSyncs(404), instances);
    }

    Scenario refusesSyncs(String instance) {
        return each(site -> site.withoutSyncs(403), instance);
    }

    Scenario withoutListOfSyncs(String instance) {
        return each(JamfPro::withoutListOfSyncs, instance);
    }

    Scenario withoutNotifications(String instance) {
        return each(JamfPro::withoutNotifications, instance);
    }

    Scenario timesWithOffset(String instance) {
        return each(JamfPro::saysTimesWithOffset, instance);
    }

    /** The words for a good sync and for a failed one. */
    Scenario syncWords(String instance, String... goodAndFailed) {
        return each(site -> site.says(goodAndFailed[0], goodAndFailed[1]), instance);
    }

    Scenario zone(String instance, String zone) {
        return each(site -> site.runsIn(ZoneId.of(zone)), instance);
    }

    Scenario firstSync(String instance, String at) {
        return each(site -> site.firstSyncAt(time(at)), instance);
    }

    /** The instances sync one after the other, so many seconds apart. */
    Scenario syncsApart(int seconds, String... instances) {
        Iterator<Instant> next = Stream.iterate(begins.plusSeconds(seconds), before -> before.plusSeconds(seconds))
                .iterator();
        return each(site -> site.firstSyncAt(next.next()), instances);
    }

    /** An instance whose name ends in a star stands for all whose names begin so. */
    private Scenario each(Consumer<JamfPro> change, String... instances) {
        for (String instance : instances) {
            if (instance.endsWith("*")) {
                sites.values().stream()
                        .filter(site -> site.name().startsWith(instance.substring(0, instance.length() - 1)))
                        .forEach(change);
            } else {
                change.accept(site(instance));
            }
        }
        return this;
    }

    /** depwatch may read Apple's own API. */
    Scenario asksApple() {
        asksApple = true;
        return this;
    }

    /** From the next start on the receiver is notified of these instances alone. */
    Scenario routes(String at, String... instances) {
        return event(at, depwatch -> depwatch.route(new Route.Config(List.of(instances), List.of())));
    }

    /** From the next start on the receiver is notified of the tokens of these owners alone. */
    Scenario routesOwners(String at, String... owners) {
        List<String> addresses = Stream.of(owners).map(Scenario::address).toList();
        return event(at, depwatch -> depwatch.route(new Route.Config(List.of(), addresses)));
    }

    /** Its tokens are configured, and no API is. */
    Scenario configured(String instance, String... tokens) {
        fixed.put(new Instance(instance), fixedTokens(instance, tokens));
        return this;
    }

    private static List<Token> fixedTokens(String instance, String... tokens) {
        return Stream.of(tokens)
                .map(token -> token.split(" "))
                .map(words -> SampleToken.of(
                        key(instance, TokenKind.ADE, words[0]),
                        instance + " devices " + words[0],
                        address(words[1]),
                        ORGANIZATION,
                        ""))
                .toList();
    }

    /** When the story begins, if not at the usual time; first of all. */
    Scenario begins(String at) {
        begins = time(at);
        now = begins;
        return this;
    }

    /** The clock of the instance's host is ahead. */
    Scenario skewed(String instance, Duration ahead) {
        return each(site -> site.isAhead(ahead), instance);
    }

    /** In place of every second minute. */
    Scenario looksEvery(int seconds) {
        pace = Duration.ofSeconds(seconds);
        return this;
    }

    Scenario starts(String at) {
        start = time(at);
        return this;
    }

    Scenario until(String end) {
        ends = time(end);
        return this;
    }

    private JamfPro site(String name) {
        JamfPro site = sites.get(name);
        if (site == null) {
            throw new IllegalArgumentException("no instance " + name);
        }
        return site;
    }

    private JamfPro siteOf(String token) {
        return site(token.substring(0, token.indexOf('/')));
    }

    private static String id(String token) {
        return token.substring(token.indexOf('/') + 1);
    }

    // What happens.

    Scenario at(String at, Runnable event) {
        return event(at, depwatch -> event.run());
    }

    private Scenario event(String at, Consumer<Depwatch> event) {
        return event(time(at), event);
    }

    private Scenario event(Instant at, Consumer<Depwatch> event) {
        events.computeIfAbsent(at, first -> new ArrayList<>()).add(event);
        return this;
    }

    Scenario changePassword(String at, String owner) {
        return at(at, () -> apple.changePassword(owner, now));
    }

    Scenario leaves(String at, String owner) {
        return at(at, () -> apple.leave(owner, now));
    }

    Scenario returns(String at, String owner) {
        return at(at, () -> apple.reactivate(owner, now));
    }

    /** Downloads a new token of the entry's own server, and uploads it in the same moment. */
    Scenario renew(String at, String token, String owner) {
        return download(at, token, owner).upload(at, token);
    }

    Scenario download(String at, String token, String owner) {
        return at(at, () -> downloads.put(token, apple.download(siteOf(token).serverOf(id(token)), owner, now)));
    }

    Scenario upload(String at, String token) {
        return uploadTo(at, token, token);
    }

    /** Uploads what was downloaded for one entry to another. */
    Scenario uploadTo(String at, String downloaded, String token) {
        return at(
                at,
                () -> siteOf(token)
                        .upload(
                                id(token),
                                Optional.ofNullable(downloads.get(downloaded)).orElseThrow(),
                                now));
    }

    /** Makes a server at Apple, and uploads its token to the entry. */
    Scenario link(String at, String server, String token, String owner) {
        return at(at, () -> siteOf(token).upload(id(token), apple.download(server, owner, now), now));
    }

    /** Apple gives the server another name. */
    Scenario renameServer(String at, String token, String name) {
        return at(at, () -> apple.renameServer(siteOf(token).serverOf(id(token)), name));
    }

    /** A new entry, with the token of a new server. */
    Scenario enters(String at, String instance, String token) {
        return at(at, () -> add(site(instance), token));
    }

    /** From then on the rows of its enrolment tokens have this value; {@code …} is the one they had. */
    Scenario row(String at, String instance, String field, String value) {
        return at(
                at,
                () -> site(instance)
                        .answersRows(row -> row.put(
                                field, value.replace("…", row.path(field).asText()))));
    }

    /** From then on servers have UUIDs with {@code hyphens}, or {@code bare} and in capitals. */
    Scenario uuid(String at, String instance, String form) {
        return at(
                at,
                () -> site(instance).answersRows(row -> {
                    String uuid = UUID.nameUUIDFromBytes(
                                    row.path("serverName").asText().getBytes(UTF_8))
                            .toString();
                    return row.put(
                            "serverUuid",
                            form.equals("bare") ? uuid.replace("-", "").toUpperCase(Locale.ROOT) : uuid);
                }));
    }

    /** Silences the token, or with {@code school/} all of the instance, for the day. */
    Scenario silences(String at, String token) {
        return event(at, depwatch -> depwatch.silence(siteOf(token).name(), id(token)));
    }

    Scenario remove(String at, String token) {
        return at(at, () -> siteOf(token).remove(id(token)));
    }

    Scenario publishTerms(String at, String organization) {
        return at(at, () -> apple.publishTerms(organization));
    }

    Scenario acceptTerms(String at, String organization) {
        return acceptTerms(at, organization, Duration.ZERO);
    }

    /** @param lag for how long Apple goes on to answer FORBIDDEN */
    Scenario acceptTerms(String at, String organization, Duration lag) {
        return at(at, () -> apple.acceptTerms(organization, lag, now));
    }

    /** @param server its name, or the token whose server it is */
    Scenario deleteServer(String at, String server) {
        return at(
                at,
                () -> apple.deleteServer(server.contains("/") ? siteOf(server).serverOf(id(server)) : server));
    }

    Scenario restoreServer(String at, String token) {
        return at(at, () -> apple.restoreServer(siteOf(token).serverOf(id(token))));
    }

    /** The times that Apple's own API reports of these tokens' servers stand still, although the servers connect. */
    Scenario applesTimesStop(String at, String... tokens) {
        return at(at, () -> standStill(true, tokens));
    }

    Scenario applesTimesGoOn(String at, String... tokens) {
        return at(at, () -> standStill(false, tokens));
    }

    private void standStill(boolean standsStill, String... tokens) {
        for (String token : tokens) {
            apple.standStill(siteOf(token).serverOf(id(token)), standsStill);
        }
    }

    Scenario outage(String from, String until, Answer answer) {
        return at(from, () -> apple.fail(answer)).at(until, apple::recover);
    }

    Scenario network(String from, String until, String instance) {
        return at(from, () -> site(instance).network(Optional.of(Answer.NETWORK_FAULT)))
                .at(until, () -> site(instance).network(Optional.empty()));
    }

    /**
     * From then on the token's syncs go by this pattern, over and over: {@code .} as usual, {@code g} well, {@code F}
     * forbidden, {@code R} rejected, {@code T} terms, {@code S} 503, {@code N} network, {@code E} expired.
     */
    Scenario refuses(String at, String token, String pattern) {
        return at(
                at,
                () -> siteOf(token).refuses(id(token), number -> refusal(pattern.charAt(number % pattern.length()))));
    }

    /** The same once. */
    Scenario refusesOnce(String at, String token, String pattern) {
        return at(
                at,
                () -> siteOf(token)
                        .refuses(
                                id(token),
                                number -> number < pattern.length()
                                        ? refusal(pattern.charAt(number))
                                        : Optional.empty()));
    }

    private static Optional<Answer> refusal(char sign) {
        return switch (sign) {
            case '.' -> Optional.empty();
            case 'F' -> Optional.of(Answer.FORBIDDEN);
            case 'R' -> Optional.of(Answer.TOKEN_REJECTED);
            case 'T' -> Optional.of(Answer.TERMS_NOT_SIGNED);
            case 'S' -> Optional.of(Answer.SERVICE_UNAVAILABLE);
            case 'N' -> Optional.of(Answer.NETWORK_FAULT);
            case 'E' -> Optional.of(Answer.TOKEN_EXPIRED);
            case 'W' -> Optional.of(Answer.UNKNOWN_WORD);
            default -> throw new IllegalArgumentException("no such answer: " + sign);
        };
    }

    /** Such a record is written, and no sync has failed. */
    Scenario stray(String at, String instance, Answer answer) {
        return at(at, () -> site(instance).stray(answer, now));
    }

    Scenario word(String at, String token, String word) {
        return at(at, () -> siteOf(token).word(id(token), Optional.of(word)));
    }

    Scenario standsStill(String at, String token) {
        return at(at, () -> siteOf(token).standStill(id(token), true));
    }

    Scenario syncsAgain(String at, String token) {
        return at(at, () -> siteOf(token).standStill(id(token), false));
    }

    Scenario contentMoves(String at, String token) {
        return at(at, () -> siteOf(token).moveContent(id(token), true));
    }

    Scenario renewContent(String at, String token, String owner) {
        Instant ends = DAY.plusDays(365).atStartOfDay().toInstant(ZoneOffset.UTC);
        return at(at, () -> siteOf(token).renewContent(id(token), owner, ends));
    }

    Scenario api(String at, int status, String... instances) {
        return at(at, () -> each(site -> site.api(status), instances));
    }

    Scenario notifies(String at, String instance, String type, String named) {
        return at(at, () -> site(instance).notify(type, type + named, named));
    }

    Scenario dismisses(String at, String instance, String type) {
        return at(at, () -> site(instance).dismiss(type));
    }

    Scenario stops(String at) {
        return event(at, depwatch -> depwatch.stop(true));
    }

    Scenario isKilled(String at) {
        return event(at, depwatch -> depwatch.stop(false));
    }

    Scenario startsAgain(String at) {
        return event(at, Depwatch::start);
    }

    /** The configuration names another Jamf Pro, or, without tokens, the same one at another address; and is reloaded. */
    Scenario readsFrom(String at, String instance, String address, String... tokens) {
        return event(at, depwatch -> {
            depwatch.stop(true);
            // Not before: what is downloaded ends what was downloaded for the same server.
            if (tokens.length > 0) {
                JamfPro other = new JamfPro(instance, apple).firstSyncAt(now);
                for (String token : tokens) {
                    add(other, token);
                }
                other.log().addAll(site(instance).log());
                sites.put(instance, other);
            }
            depwatch.readFrom(instance, address, site(instance));
            depwatch.start();
        });
    }

    /** The configuration names these instances and no others, and is reloaded. */
    Scenario watches(String at, String... instances) {
        return event(at, depwatch -> {
            depwatch.stop(true);
            depwatch.watch(Stream.of(instances).map(this::site).toList());
            depwatch.start();
        });
    }

    /** The configuration names these tokens for the instance, and is reloaded. */
    Scenario reconfigured(String at, String instance, String... tokens) {
        return event(at, depwatch -> {
            depwatch.stop(true);
            fixed.put(new Instance(instance), fixedTokens(instance, tokens));
            depwatch.start();
        });
    }

    // What depwatch must and must never do.

    /** At that time these findings and no others; what is only waited for is none. */
    Scenario finds(String at, String... findings) {
        Instant moment = time(at);
        List<String> expected = Stream.of(findings).sorted().toList();
        expectations.add(transcript -> {
            List<String> found = transcript.at(moment);
            return found.equals(expected)
                    ? Optional.empty()
                    : Optional.of("at " + at + " must find " + expected + ", found " + found);
        });
        return this;
    }

    Scenario findsNothing(String at) {
        return finds(at);
    }

    /** At that time something that begins so is among what is found. */
    Scenario findsAmongOthers(String at, String... beginnings) {
        Instant moment = time(at);
        for (String beginning : beginnings) {
            expectations.add(transcript -> transcript.at(moment).stream().anyMatch(found -> found.startsWith(beginning))
                    ? Optional.empty()
                    : Optional.of("at " + at + " must find " + beginning + ", found " + transcript.at(moment)));
        }
        return this;
    }

    /** Never something that begins so. */
    Scenario neverFinds(String... beginnings) {
        return neverFindsBetween("2000-01-01T00:00", "2999-01-01T00:00", beginnings);
    }

    Scenario neverFindsBetween(String from, String until, String... beginnings) {
        for (String beginning : beginnings) {
            expectations.add(transcript -> transcript
                    .between(time(from), time(until))
                    .filter(found -> found.startsWith(beginning))
                    .findFirst()
                    .map(found ->
                            "must never find " + beginning + " between " + from + " and " + until + ": " + found));
        }
        return this;
    }

    /** Some message of that time has the text. */
    Scenario says(String from, String until, String text) {
        expectations.add(
                transcript -> messages(transcript, from, until).stream().anyMatch(has(text))
                        ? Optional.empty()
                        : Optional.of("must say \"" + text + "\" between " + from + " and " + until));
        return this;
    }

    /** Each message of that time has the text once. */
    Scenario saysOnce(String from, String until, String part) {
        expectations.add(transcript -> messages(transcript, from, until).stream()
                .map(message -> text(message.message()))
                .filter(text -> text.split(Pattern.quote(part), -1).length != 2)
                .findFirst()
                .map(text -> "must say \"" + part + "\" once: " + text));
        return this;
    }

    Scenario neverSays(String... texts) {
        return neverSaysBetween("2000-01-01T00:00", "2999-01-01T00:00", texts);
    }

    Scenario neverSaysBetween(String from, String until, String... texts) {
        for (String text : texts) {
            expectations.add(transcript -> messages(transcript, from, until).stream()
                    .filter(has(text))
                    .findFirst()
                    .map(message -> "must never say \"" + text + "\", said: "
                            + message.message().headline()));
        }
        return this;
    }

    Scenario saysNothing() {
        return saysAtMost(0);
    }

    Scenario saysAtMost(int count) {
        expectations.add(transcript -> transcript.messages().size() <= count
                ? Optional.empty()
                : Optional.of("must say " + count + " messages at most, said "
                        + transcript.messages().size()));
        return this;
    }

    private static List<Notification> messages(Transcript transcript, String from, String until) {
        return transcript.messages().stream()
                .filter(message ->
                        !message.at().isBefore(time(from)) && !message.at().isAfter(time(until)))
                .toList();
    }

    private static Predicate<Notification> has(String text) {
        return notification -> text(notification.message()).contains(text);
    }

    static String text(Message message) {
        return Stream.of(
                        Stream.of(message.headline()),
                        message.where().stream().map(Message.Line::text),
                        Stream.of(message.why(), message.evidence()),
                        message.steps().stream().map(Message.Line::text),
                        message.alsoCheck().stream(),
                        message.doNot().stream())
                .flatMap(part -> part)
                .collect(Collectors.joining("\n"));
    }

    // Playing it.

    void plays() {
        Transcript transcript = transcript();
        List<String> violations = new ArrayList<>(transcript.untrue());
        expectations.forEach(expectation -> expectation.violation(transcript).ifPresent(violations::add));
        assertThat(violations).as("%s%n%s", rule, transcript).isEmpty();
    }

    Transcript transcript() {
        Depwatch depwatch =
                new Depwatch(sites.values(), fixed, asksApple ? Optional.of(apple) : Optional.empty(), () -> now);
        Truth truth = new Truth(sites, apple, () -> now);
        TreeMap<Instant, List<String>> findings = new TreeMap<>();
        try {
            event(start, Depwatch::start);
            // A last look.
            event(ends, nothing -> {});
            Instant look = begins.plusSeconds(60);
            for (now = begins; !now.isAfter(ends); now = earliest(look)) {
                sites.values().forEach(site -> site.live(now));
                if (!events.isEmpty() && events.firstKey().equals(now)) {
                    events.pollFirstEntry().getValue().forEach(event -> event.accept(depwatch));
                }
                if (look.equals(now)) {
                    look = look.plus(pace);
                }
                depwatch.step(now);
                depwatch.assessment().ifPresent(assessment -> {
                    List<String> found = found(assessment);
                    if (findings.isEmpty() || !findings.lastEntry().getValue().equals(found)) {
                        findings.put(now, found);
                    }
                    truth.check(assessment, depwatch.messages());
                });
            }
        } catch (Exception e) {
            throw new IllegalStateException(rule, e);
        }
        return new Transcript(findings, depwatch.messages(), truth.violations());
    }

    private Instant earliest(Instant look) {
        return events.isEmpty() || look.isBefore(events.firstKey()) ? look : events.firstKey();
    }

    private static List<String> found(Assessment assessment) {
        return Stream.concat(
                        assessment.findings().stream()
                                .filter(finding -> finding.remedy() != Remedy.WAIT)
                                .map(Scenario::words),
                        assessment.issues().stream().map(Scenario::words))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static String words(Finding finding) {
        Collection<String> ids =
                finding.tokens().stream().map(Token::id).sorted().toList();
        return finding.remedy().key() + (finding.likely() ? " likely " : " ") + finding.instance() + "/"
                + String.join("+", ids) + (finding.certainty() == Certainty.CERTAIN ? "" : "?")
                + finding.account()
                        .map(owner -> " of " + owner.value().split("@", 2)[0])
                        .orElse("");
    }

    private static String words(MonitoringIssue issue) {
        return "issue " + issue.instance().map(Instance::name).orElse(issue.organization()) + " "
                + issue.kind().name().toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return rule;
    }
}
