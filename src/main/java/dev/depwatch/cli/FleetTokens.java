package dev.depwatch.cli;

import dev.depwatch.alert.Impact;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.journal.Journal;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.AssessmentDocument.OfFinding;
import dev.depwatch.status.AssessmentDocument.OfInstance;
import dev.depwatch.status.AssessmentDocument.OfOrganization;
import dev.depwatch.status.AssessmentDocument.OfOrganization.OwnersAccount;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tokens of the whole fleet, and which instances are missing.
 *
 * @param document as {@code /api/v1/assessment} has it, whichever source it is from
 * @param times how its times are printed
 * @param configured what depwatch asked by; empty if the command line names whom to ask
 */
record FleetTokens(AssessmentDocument document, Source source, TimeFormat times, Optional<Resources> configured) {
    /** Where the answer comes from. */
    enum Source {
        /** Each instance, and Apple's API where it is configured: one reading, judged without a log. */
        JAMF_PRO,
        /** A depwatch that runs: what its status page shows. */
        DAEMON,
        /** Prometheus: what it scraped of every depwatch. */
        PROMETHEUS
    }

    /**
     * Gaps that leave the tokens complete: the notifications, and the CA, since nobody may be able to grant what reading
     * it needs.
     */
    private static final Set<String> NO_TOKENS = Set.of("terms", "ca");

    /** What somebody must act on although no token is known. */
    Stream<OfFinding> tasksWithoutToken() {
        return document.findings().stream()
                .filter(finding -> finding.tokenIds().isEmpty()
                        && finding.silencedUntil().isEmpty()
                        && finding.remedy() != Remedy.WAIT);
    }

    private FleetTokens(AssessmentDocument document, Source source, Resources by) {
        this(document, source, new TimeFormat(by.settings().alerts().timeZone()), Optional.of(by));
    }

    /** An instance without a complete answer, and why. */
    record Missing(String instance, String why) {}

    /**
     * Reads each instance once, and Apple's API where it is configured.
     *
     * @param names the instances to report; all if there are none. If Apple's API is configured, all are read: which
     *     server belongs to which token follows from all tokens
     */
    static FleetTokens read(Resources resources, List<String> names, Subcommand command) throws InterruptedException {
        Settings settings = resources.settings();
        InstantSource clock = command.clock();
        List<InstanceInventory> readings = command.ask(
                settings.instances().stream()
                        .filter(instance -> !settings.apple().isEmpty() || isAsked(names, instance.name()))
                        .toList(),
                instance -> resources.watched(instance, clock).readOnce(clock));
        List<Organization> apple = resources.readOnce(InstanceInventory.tokens(readings), clock);
        return byJamfPro(readings, apple, resources, clock.instant());
    }

    /**
     * From one reading of each instance. A command cannot wait for the next sync, so a token whose newest sync failed
     * counts as failing.
     */
    static FleetTokens byJamfPro(
            List<InstanceInventory> readings, List<Organization> apple, Resources by, Instant now) {
        Settings settings = by.settings();
        Map<Instance, InstanceInventory> byInstance =
                readings.stream().collect(Collectors.toMap(InstanceInventory::instance, Function.identity()));
        Assessment assessment = new Assessor(
                        settings.policy(),
                        () -> settings.commandedSilences()
                                .readable(settings.alerts().timeZone()))
                .assess(Journal.Snapshot.EMPTY, List.of(), byInstance, apple, now);
        List<TokenHealth> tokens = assessment.tokens().stream()
                .map(health -> hasFailedOnce(health) ? health.with(Health.FAILING) : health)
                .toList();
        return new FleetTokens(AssessmentDocument.of(assessment.withTokens(tokens)), Source.JAMF_PRO, by);
    }

    private static boolean hasFailedOnce(TokenHealth health) {
        return health.health() != Health.EXPIRED && health.lastSync().stream().anyMatch(Sync::reportsFailure);
    }

    /** What the depwatch answered that runs by this configuration. */
    static FleetTokens byDaemon(AssessmentDocument answer, Resources by) {
        Set<Instance> watched =
                answer.instances().stream().map(OfInstance::instance).collect(Collectors.toSet());
        Stream<OfInstance> notWatched = by.settings().instances().stream()
                .map(InstanceSettings::instance)
                .filter(instance -> !watched.contains(instance))
                .map(instance -> OfInstance.unread(
                        instance, "the running depwatch does not watch it yet: reload depwatch", answer.at()));
        List<OfInstance> all =
                Stream.concat(answer.instances().stream(), notWatched).toList();
        return new FleetTokens(answer.with(answer.tokens(), all, name -> true), Source.DAEMON, by);
    }

    /** Only the instances with these names; all if there are none. */
    FleetTokens of(List<String> names) {
        AssessmentDocument asked = document.with(document.tokens(), document.instances(), name -> isAsked(names, name));
        return new FleetTokens(asked, source, times, configured);
    }

    private static boolean isAsked(List<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    Stream<Token> tokens() {
        return document.tokens().stream().map(OfToken::token);
    }

    /** The instances without a complete answer, in the order of their names. */
    List<Missing> notRead() {
        return document.instances().stream()
                .sorted(Comparator.comparing(OfInstance::instance))
                .flatMap(row -> why(row).map(why -> new Missing(row.instance().name(), why)))
                .toList();
    }

    private static Stream<String> why(OfInstance row) {
        if (row.tokensFrom().equals("none")) {
            return Stream.of("the configuration names no source of its tokens: add jamf or tokens");
        }
        if (row.tokensReadAt().isEmpty() && row.failure().isEmpty()) {
            return Stream.of("its tokens are not read yet: try again in a minute");
        }
        return Stream.concat(
                row.failure().stream(),
                row.gaps().entrySet().stream()
                        .filter(gap -> !NO_TOKENS.contains(gap.getKey()))
                        .map(Map.Entry::getValue));
    }

    /**
     * What may hide more tokens of an account: instances that did not answer, and tokens without a known owner. The
     * built-in CA has none.
     */
    List<Missing> whereAnAccountMayOwnMore() {
        Stream<Missing> withoutOwner = tokens().filter(token -> token.owner().isEmpty() && token.kind() != TokenKind.CA)
                .map(token -> new Missing(
                        token.instance().name(),
                        "the owner of the " + token.kind().noun()
                                + (token.kind().isCertificate() ? "" : " \"" + token.name() + "\"")
                                + " is not known"));
        return Stream.concat(notRead().stream(), withoutOwner).toList();
    }

    /** What the steps of a renewal follow from. */
    Impact.Known known() {
        Map<Instance, URI> jamf = new HashMap<>();
        Set<Instance> read = new HashSet<>();
        for (OfInstance row : document.instances()) {
            row.jamfUrl().ifPresent(address -> jamf.put(row.instance(), address));
            if (row.tokensFrom().equals("jamf") && row.failure().isEmpty()) {
                read.add(row.instance());
            }
        }
        return new Impact.Known(tokens().toList(), jamf, read);
    }

    boolean isPersonal(AppleId owner) {
        return document.accounts().stream()
                .anyMatch(account -> account.appleId().equals(owner.value()) && account.personalOwner());
    }

    /** Whether the remedy for the token follows from experience. */
    boolean isLikely(OfToken token) {
        return document.findings().stream()
                .filter(finding -> finding.instance().equals(token.instance().name())
                        && finding.kind() == token.kind()
                        && finding.tokenIds().contains(token.id()))
                .findFirst()
                .filter(OfFinding::likely)
                .isPresent();
    }

    /** Each account that its owner cannot use, as Apple's own API reports it, with the end of a sentence about it. */
    Map<AppleId, String> accountsOut() {
        Map<AppleId, String> sentences = new TreeMap<>();
        Set<AppleId> usable = new HashSet<>();
        for (OfOrganization organization : document.apple()) {
            for (OwnersAccount account : organization.accounts()) {
                String sentence = account.status() + ", since " + times.time(account.since()) + " or before"
                        + (account.status() == Status.LOCKED ? "." : ": its tokens may stop at any moment.");
                sentences.putIfAbsent(account.appleId(), sentence);
                if (!account.status().isOut()) {
                    usable.add(account.appleId());
                }
            }
        }
        // Another organisation may list the same account as active.
        sentences.keySet().removeAll(usable);
        return sentences;
    }
}
