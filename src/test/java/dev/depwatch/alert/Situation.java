package dev.depwatch.alert;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Scope;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.Seen;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.InstanceInventory.Removed;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Builds an assessment of some Jamf Pro instances at {@link #NOW}, step by step. */
public final class Situation {
    public static final Instant NOW = Instant.parse("2026-11-24T14:30:00Z");
    public static final Instant SINCE = Instant.parse("2026-11-24T13:23:00Z");

    private final List<InstanceInventory> instances = new ArrayList<>();
    private final List<TokenHealth> tokens = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<MonitoringIssue> issues = new ArrayList<>();
    private final List<Case> cases = new ArrayList<>();
    private final List<ClosedCase> ended = new ArrayList<>();
    private final List<Silence> silences = new ArrayList<>();
    private final List<LogStatus> logs = new ArrayList<>();
    private final List<MdmServer> servers = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();
    private final List<Organization> others = new ArrayList<>();
    private int days;

    /**
     * A situation in words: statements with ";" between them, such as {@code jamf school physics; certain regenerate
     * forbidden ade@school +check_terms_first; ended forbidden synced physics}. Each is a method of this class, with its
     * arguments; a hint has a "+", and free text comes after ":". A token says what it is and where, and then what is
     * unusual about it: {@code ade@school/lab} belongs to lab@example.org and {@code ade@school/-} to nobody known,
     * {@code loan@school} is a second one, {@code ade@school!} is that of a server which others share, {@code !!} of another one, and
     * {@code ade@school~2026-12-08} expires then, and {@code ~-} never as far as is known.
     */
    public static Situation of(String words) {
        Situation situation = new Situation();
        for (String statement : words.strip().split("\\s*;\\s+", -1)) {
            new SituationText(statement.replaceAll("\\s+", " ")).addTo(situation);
        }
        return situation;
    }

    public static Token ade(String instance, String owner) {
        return token(instance, TokenKind.ADE, "1", "Example ADE", owner, "Example School", "mdm-" + instance);
    }

    public static Token loan(String instance, String owner) {
        return token(instance, TokenKind.ADE, "2", "Loan iPads", owner, "Example School", "mdm-loan");
    }

    public static Token content(String instance, String owner) {
        return token(instance, TokenKind.CONTENT, "7", "Example Location", owner, "Example School", "");
    }

    static Token certificate(String instance, TokenKind kind, String owner) {
        String name = kind == TokenKind.PUSH ? "push certificate" : kind.displayName();
        return token(instance, kind, Token.Key.ONLY, name, owner, "", "");
    }

    public static Token token(
            String instance,
            TokenKind kind,
            String id,
            String name,
            String owner,
            String organization,
            String serverName) {
        return new Token(
                new Token.Key(new Instance(instance), kind, id),
                name,
                AppleId.of(owner),
                organization,
                serverName,
                "",
                Optional.of(Expiry.ofDate(LocalDate.of(2027, 1, 2))));
    }

    public static Token withServer(Token token, String uuid) {
        return with(token, uuid, token.expiry());
    }

    public static Token withExpiry(Token token, Expiry expiry) {
        return with(token, token.serverUuid(), Optional.of(expiry));
    }

    static Token withoutExpiry(Token token) {
        return with(token, token.serverUuid(), Optional.empty());
    }

    private static Token with(Token token, String uuid, Optional<Expiry> expiry) {
        return new Token(
                token.key(), token.name(), token.owner(), token.organization(), token.serverName(), uuid, expiry);
    }

    static String caseId(String instance, Cause cause) {
        return instance + "/" + cause.key();
    }

    /** An instance with an address, so that its steps have links; its tokens were just read. */
    public Situation jamf(String... names) {
        for (String name : names) {
            read(name, new Reading(List.of()));
        }
        return this;
    }

    /** The only entry of an instance, in which a reading has found a new token or certificate. */
    Situation replaced(Token token) {
        return withHistory(token, List.of(new Replaced(token.key(), NOW, token, SINCE)), List.of());
    }

    /** The only entry of an instance, which is gone. */
    Situation removed(Token token) {
        return withHistory(token, List.of(), List.of(new Removed(new TokenState(token, Optional.empty()), NOW)));
    }

    private Situation withHistory(Token token, List<Replaced> replaced, List<Removed> removed) {
        InstanceInventory read = read(token.instance().name(), new Reading(List.of()), NOW);
        instances.removeIf(known -> known.instance().equals(token.instance()));
        instances.add(new InstanceInventory(
                read.instance(),
                read.source(),
                read.jamf(),
                read.reading(),
                read.readAt(),
                Optional.empty(),
                replaced,
                removed,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty()));
        return this;
    }

    /** An instance whose Jamf Pro has notifications of these types and with this name. */
    public Situation notifies(String instance, String name, String... types) {
        return read(
                instance,
                new Reading(
                        List.of(),
                        Stream.of(types)
                                .map(type -> new JamfNotification(Optional.empty(), type, type, name, SINCE))
                                .toList(),
                        Map.of()));
    }

    public Situation read(String instance, Reading reading) {
        instances.add(read(instance, reading, NOW));
        return this;
    }

    /** An instance whose Jamf Pro gives the dates of its tokens in an unknown form. */
    Situation undated(String instance) {
        instances.removeIf(known -> known.instance().name().equals(instance));
        return read(instance, new Reading(List.of(), List.of(), Map.of(Reading.Part.EXPIRY, "unknown")));
    }

    /** Instances with a token each that works and does not end soon. */
    public static Situation working(String... names) {
        Situation situation = new Situation().jamf(names);
        Stream.of(names).forEach(name -> situation.health(ofYears(name), Health.HEALTHY));
        return situation;
    }

    static Token ofYears(String instance) {
        return withExpiry(ade(instance, "it-admin@example.org"), Expiry.ofDate(LocalDate.of(2027, 11, 1)));
    }

    /** An instance without a source of its tokens. */
    Situation sourceless(String name) {
        instances.add(InstanceInventory.unread(new Instance(name), Optional.empty(), Source.NONE));
        return this;
    }

    /** An instance that no longer answers, or never has. */
    Situation silentJamf(String name, Optional<Instant> readAt) {
        instances.add(readAt.map(at -> read(name, new Reading(List.of()), at))
                .orElseGet(() -> unread(name))
                .after(
                        new ReadException(ReadException.Reason.UNREACHABLE, "no connection"),
                        readAt.orElse(SINCE).plusSeconds(600)));
        return this;
    }

    private static InstanceInventory read(String name, Reading reading, Instant readAt) {
        return unread(name).after(reading, false, readAt);
    }

    private static InstanceInventory unread(String name) {
        URI jamf = URI.create("https://jamf.example.org/" + name);
        return InstanceInventory.unread(new Instance(name), Optional.of(jamf), Source.JAMF);
    }

    public Situation certain(Remedy remedy, Cause cause, Token token, Hint... hints) {
        return with(finding(remedy, Certainty.CERTAIN, false, cause, List.of(token), token.instance(), 12, hints));
    }

    /** A finding that comes from Jamf Pro's API and from no log. */
    Situation stated(Remedy remedy, Cause cause, Token token, Hint... hints) {
        Finding base = finding(remedy, Certainty.CERTAIN, false, cause, List.of(token), token.instance(), 3, hints);
        Seen stated = new Seen(
                base.since(),
                base.lastSeen(),
                base.sightings(),
                base.caseIds(),
                "Jamf Pro API: <" + cause.key() + "> of \"" + token.name() + "\"");
        return with(new Finding(
                base.remedy(),
                base.certainty(),
                base.likely(),
                base.cause(),
                base.hints(),
                base.instance(),
                base.kind(),
                base.tokens(),
                stated,
                base.detail()));
    }

    public Situation likely(Token token, Hint... hints) {
        return likely(Cause.OAUTH_REFRESH_FAILED, token, hints);
    }

    Situation likely(Cause cause, Token token, Hint... hints) {
        return with(
                finding(Remedy.REGENERATE, Certainty.CERTAIN, true, cause, List.of(token), token.instance(), 3, hints));
    }

    public Situation oneOf(Remedy remedy, Cause cause, List<Token> candidates, Hint... hints) {
        candidates.forEach(token -> health(token, Health.SUSPECT));
        return with(finding(
                remedy,
                Certainty.ONE_OF,
                false,
                cause,
                candidates,
                candidates.get(0).instance(),
                12,
                hints));
    }

    public Situation unknown(Remedy remedy, Cause cause, String instance, boolean likely, Hint... hints) {
        return with(finding(remedy, Certainty.UNKNOWN, likely, cause, List.of(), new Instance(instance), 1, hints));
    }

    /** Jamf Pro notifies of a certificate that is not read. */
    Situation unknownCertificate(TokenKind kind, String instance, Hint... hints) {
        Seen seen = new Seen(SINCE, SINCE, 0, List.of(), "");
        return with(new Finding(
                Remedy.RENEW_CERTIFICATE,
                Certainty.UNKNOWN,
                false,
                Cause.CERTIFICATE_EXPIRED,
                Set.of(hints),
                new Instance(instance),
                kind,
                List.of(),
                seen,
                Detail.NONE));
    }

    /** A finding from the readings alone, such as a past or near date: it has no log records. */
    public Situation date(Remedy remedy, Cause cause, Token token) {
        return with(finding(
                remedy,
                Certainty.CERTAIN,
                false,
                cause,
                List.of(token),
                token.key().instance(),
                0));
    }

    Situation certificate(Cause cause, Token token, Hint... hints) {
        return with(finding(
                Remedy.RENEW_CERTIFICATE, Certainty.CERTAIN, false, cause, List.of(token), token.instance(), 0, hints));
    }

    public Situation date(Remedy remedy, Token token, Hint... hints) {
        return with(finding(
                remedy, Certainty.CERTAIN, false, Cause.TOKEN_EXPIRED, List.of(token), token.instance(), 0, hints));
    }

    /** Apple last heard from the server of that name then. */
    public Situation heard(String serverName, Instant at) {
        servers.add(new MdmServer(
                serverName,
                serverName,
                MdmServer.Status.ACTIVE,
                Optional.of(12L),
                Optional.of(at),
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    /** Apple reports the account so. */
    public Situation account(String owner, Account.Status status) {
        accounts.add(new Account(new AppleId(owner), status, SINCE));
        return this;
    }

    /** Apple's API of one more organisation is read, but for what is named. */
    public Situation organization(
            String name,
            Scope scope,
            Optional<String> accountsGap,
            Optional<Instant> readAt,
            Optional<String> failure) {
        others.add(new Organization(
                name,
                scope,
                List.of(),
                List.of(),
                accountsGap,
                readAt,
                failure.map(sentence -> new ReadFailure(ReadException.Reason.CREDENTIALS, sentence, SINCE))));
        return this;
    }

    private Witnesses apple() {
        Organization organization = new Organization(
                "Example", Scope.BUSINESS, servers, accounts, Optional.empty(), Optional.of(NOW), Optional.empty());
        return new Witnesses(
                Stream.concat(
                                servers.isEmpty() && accounts.isEmpty() ? Stream.of() : Stream.of(organization),
                                others.stream())
                        .toList(),
                Stream.concat(
                                findings.stream().flatMap(finding -> finding.tokens().stream()),
                                tokens.stream().map(TokenHealth::token))
                        .distinct()
                        .toList());
    }

    public Situation trouble(String instance, MonitoringIssue.Kind kind, String sentence) {
        return trouble(instance, kind, "", sentence);
    }

    /** @param about which of several things is wrong */
    Situation trouble(String instance, MonitoringIssue.Kind kind, String about, String sentence) {
        issues.add(new MonitoringIssue(new Instance(instance), kind, about, sentence, SINCE));
        return this;
    }

    /** Apple's API of the organisation cannot be read. */
    public Situation appleNotRead(String organization, String sentence) {
        issues.add(MonitoringIssue.appleNotRead(organization, sentence, SINCE));
        return this;
    }

    /** An organisation whose API failed at the newest request, too shortly ago for a monitoring issue. */
    Situation appleFailing(String organization) {
        return apple(
                organization,
                Optional.of(NOW),
                Optional.of(new ReadFailure(ReadException.Reason.UNAVAILABLE, "HTTP 503", NOW)));
    }

    /** An organisation whose API depwatch read last at this time, if it has. */
    Situation apple(String name, Optional<Instant> readAt, Optional<ReadFailure> failure) {
        others.add(new Organization(name, Scope.BUSINESS, List.of(), List.of(), Optional.empty(), readAt, failure));
        return this;
    }

    public Situation health(Token token, Health health) {
        return health(token, health, false);
    }

    /** A token whose owner is not one of the shared accounts. */
    Situation ofAPerson(Token token) {
        return health(token, Health.HEALTHY, true);
    }

    private static Optional<Sync> sync(Token token, boolean isGood) {
        return token.kind() == TokenKind.ADE
                ? Optional.of(new Sync(isGood ? "SUCCESSFUL" : "CONNECTION_ERROR", SINCE.minusSeconds(120)))
                : Optional.empty();
    }

    private Situation health(Token token, Health health, boolean personalOwner) {
        tokens.add(new TokenHealth(
                token,
                health,
                sync(token, health == Health.HEALTHY || health == Health.EXPIRING),
                health == Health.HEALTHY,
                Recovery.NONE,
                findings.stream()
                        .filter(finding -> finding.tokens().contains(token))
                        .findFirst(),
                personalOwner,
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    public Situation open(String instance, Cause cause) {
        cases.add(aCase(instance, cause));
        return this;
    }

    public Situation ended(String instance, Cause cause, Proof proof) {
        ended.add(new ClosedCase(aCase(instance, cause), NOW.plus(Duration.ofMinutes(125)), proof));
        return this;
    }

    private static Case aCase(String instance, Cause cause) {
        return new Case(
                caseId(instance, cause),
                new Instance(instance),
                cause,
                "a-signature",
                SINCE,
                NOW.plus(Duration.ofMinutes(113)),
                SINCE,
                NOW.plus(Duration.ofMinutes(113)),
                90,
                Duration.ofMinutes(2),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    /** Until 2027-01-31. */
    public Situation silence(String instance, Optional<TokenKind> kind, Optional<String> tokenId, String reason) {
        LocalDate lastDay = LocalDate.of(2027, 1, 31);
        silences.add(new Silence(
                new Instance(instance),
                kind,
                tokenId,
                lastDay,
                lastDay.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                reason,
                Optional.of("anna")));
        return this;
    }

    /** Other tokens of the newest finding's owner work. */
    Situation othersWork(int count) {
        return refined(was -> new Detail(count, was.syncs(), was.former()));
    }

    /** The result of the syncs of the newest finding's tokens. */
    Situation syncs(int failed, int all) {
        return refined(was -> new Detail(was.othersThatWork(), Optional.of(new SyncCount(failed, all)), was.former()));
    }

    /** The server that has lost its token by the newest finding. */
    Situation formerServer(String name) {
        Token former = token("school", TokenKind.ADE, "1", "", "", "", name);
        return refined(was -> new Detail(was.othersThatWork(), was.syncs(), Optional.of(former)));
    }

    private Situation newest(UnaryOperator<Finding> change) {
        findings.add(change.apply(findings.remove(findings.size() - 1)));
        return this;
    }

    private Situation refined(UnaryOperator<Detail> change) {
        return newest(found -> new Finding(
                found.remedy(),
                found.certainty(),
                found.likely(),
                found.cause(),
                found.hints(),
                found.instance(),
                found.kind(),
                found.tokens(),
                found.seen(),
                change.apply(found.detail())));
    }

    /** What a token has done since it failed. */
    public Situation recovery(Token token, Recovery.State state, boolean isRenewed) {
        return recovery(token, state, isRenewed ? Optional.of(NOW.minusSeconds(600)) : Optional.empty());
    }

    Situation recovery(Token token, Recovery.State state, Optional<Instant> renewedAt) {
        boolean works = state == Recovery.State.PROVEN || state == Recovery.State.SETTLES;
        tokens.add(new TokenHealth(
                token,
                works ? Health.HEALTHY : Health.UNKNOWN,
                sync(token, works),
                works,
                new Recovery(state, renewedAt),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    Situation with(Finding finding) {
        findings.add(finding);
        return this;
    }

    static Finding finding(
            Remedy remedy,
            Certainty certainty,
            boolean likely,
            Cause cause,
            List<Token> tokens,
            Instance instance,
            long sightings,
            Hint... hints) {
        return new Finding(
                remedy,
                certainty,
                likely,
                cause,
                Set.of(hints),
                instance,
                (cause == Cause.TOKEN_EXPIRED || remedy == Remedy.RENEW_CERTIFICATE) && !tokens.isEmpty()
                        ? tokens.get(0).kind()
                        : cause.kind(),
                tokens,
                new Seen(
                        SINCE,
                        sightings == 0 ? SINCE : NOW.minusSeconds(60),
                        sightings,
                        sightings == 0 ? List.of() : List.of(caseId(instance.name(), cause)),
                        sightings == 0
                                ? ""
                                : "2026-11-24 15:29:00,004 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - <"
                                        + cause.key() + ">"),
                Detail.NONE);
    }

    public Assessment assessment() {
        return assessment(NOW);
    }

    /** Ends are found so many days, two hours and some minutes after {@link #NOW}. */
    Assessment later() {
        return assessment(NOW.plus(Duration.ofDays(days)).plus(Duration.ofMinutes(125)));
    }

    Situation days(int later) {
        days = later;
        return this;
    }

    /** A log that depwatch has not read to its end yet, as after a start. */
    public Situation behind(String instance) {
        return log(instance, false, Optional.empty());
    }

    /** A log that depwatch reads as it grows. */
    Situation followed(String instance) {
        return log(instance, true, Optional.empty());
    }

    /** A log that depwatch has failed to follow since just now. */
    Situation unfollowed(String instance) {
        return log(instance, false, Optional.of(new LogStatus.FollowFailure("", NOW)));
    }

    private Situation log(String instance, boolean isCaughtUp, Optional<LogStatus.FollowFailure> failure) {
        logs.add(new LogStatus(
                new LogName(new Instance(instance), "/log/" + instance),
                isCaughtUp,
                failure,
                0,
                new LogStatus.Records(
                        0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                0));
        return this;
    }

    public Assessment assessment(Instant at) {
        Witnesses apple = apple();
        List<TokenHealth> known = tokens.stream()
                .map(health -> new TokenHealth(
                        health.token(),
                        health.health(),
                        health.lastSync(),
                        health.works(),
                        health.recovery(),
                        health.finding(),
                        health.personalOwner(),
                        apple.of(health.token().key()),
                        health.confirmedWithin()))
                .toList();
        return new Assessment(at, instances, logs, known, findings, issues, cases, List.of(), ended, silences, apple);
    }
}
