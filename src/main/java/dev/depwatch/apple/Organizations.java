package dev.depwatch.apple;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.apple.ApplePace.Attempt;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Inventory.Change;
import dev.depwatch.inventory.TokenSourceException.Reason;
import dev.depwatch.loop.Loop;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Apple's API says of every configured organisation, kept fresh. Owns the thread {@code apple}, which asks one
 * organisation after the other and holds no lock meanwhile; without an organisation there is no thread. An organisation
 * that cannot be read changes nothing that is known of it, and nothing of the others.
 */
public final class Organizations implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** A reading ends within about a minute and ten seconds by its own bounds. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(3);

    private static final Logger LOG = LoggerFactory.getLogger(Organizations.class);

    private final Map<String, AppleApi> apis = new HashMap<>();
    private final ApplePace pace;
    private final BooleanSupplier caseIsOpen;
    private final Supplier<List<Token>> tokens;
    private final Consumer<Change> onChange;
    private final Loop loop;
    /** Of the thread alone. */
    private final Map<String, AccountsAsked> accountsAsked = new HashMap<>();
    /** Of the thread alone: those of the tokens. */
    private Set<AppleId> owners = Set.of();

    private volatile boolean ownersMayDiffer = true;

    private final Object lock = new Object();
    // Guarded by lock.
    private final List<Organization> known = new ArrayList<>();
    private final Map<String, Attempt> attempts = new HashMap<>();

    private record AccountsAsked(Instant at, Set<AppleId> owners) {}

    /** What was known when it was saved. */
    public record Saved(
            List<Organization> organizations,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Wait> waits) {
        public Saved {
            organizations = List.copyOf(organizations);
            waits = List.copyOf(waits);
        }
    }

    /**
     * Apple asked an API account to be left alone.
     *
     * @param since when depwatch asked for what Apple did not give
     * @param retryAfter for how long
     */
    public record Wait(String organization, String clientId, Instant since, Duration retryAfter) {}

    /**
     * @param http used, not owned
     * @param syncInterval how often Jamf Pro syncs, which the pace of asking follows
     * @param caseIsOpen whether a case is open anywhere; called often, and must be quick
     * @param tokens all that are known now; asked for once after each {@link #tokensChanged}, and for a save
     * @param onChange called after each answer and each failure, by the thread that asked; must be quick
     */
    public Organizations(
            List<OrganizationConfig> configs,
            Http http,
            Duration syncInterval,
            BooleanSupplier caseIsOpen,
            Supplier<List<Token>> tokens,
            Consumer<Change> onChange,
            InstantSource clock) {
        this.pace = ApplePace.of(syncInterval);
        this.caseIsOpen = caseIsOpen;
        this.tokens = tokens;
        this.onChange = onChange;
        for (OrganizationConfig config : configs) {
            apis.put(config.name(), new AppleApi(config, http, clock));
            known.add(Organization.unread(config));
        }
        this.loop = new Loop("apple", clock, now -> readNext(now) ? Duration.ZERO : TICK);
    }

    /**
     * Reads each organisation once, for a caller that does not poll. The result includes the reason if one cannot be
     * read.
     *
     * @param http used, not owned
     * @param tokens all that are known: their owners' accounts are asked for
     */
    public static List<Organization> readOnce(
            List<OrganizationConfig> configs, Http http, Collection<Token> tokens, InstantSource clock)
            throws InterruptedException {
        Set<AppleId> owners = owners(tokens);
        List<Organization> all = new ArrayList<>();
        for (OrganizationConfig config : configs) {
            Organization unread = Organization.unread(config);
            try {
                all.add(unread.after(new AppleApi(config, http, clock).read(owners), owners, clock.instant()));
            } catch (AppleException e) {
                all.add(unread.after(e, clock.instant()));
            }
        }
        return all;
    }

    private static Set<AppleId> owners(Collection<Token> tokens) {
        return tokens.stream()
                .filter(token -> token.kind() == TokenKind.ADE)
                .flatMap(token -> token.owner().stream())
                .collect(toUnmodifiableSet());
    }

    /** Goes on from what was known before, of those organisations that are still asked. Before the start. */
    public void resume(Saved before) {
        synchronized (lock) {
            for (Organization saved : before.organizations()) {
                known.replaceAll(unread ->
                        unread.name().equals(saved.name()) && unread.scope() == saved.scope() ? saved : unread);
            }
            for (Wait wait : before.waits()) {
                AppleApi api = apis.get(wait.organization());
                if (api != null && api.clientId().equals(wait.clientId())) {
                    attempts.put(
                            wait.organization(),
                            new Attempt(wait.since(), Optional.empty(), Optional.of(wait.retryAfter())));
                }
            }
        }
    }

    /** What a restart needs: the servers of other products can be read again. */
    public Saved saved() {
        List<Organization> all = snapshot();
        Witnesses witnesses = new Witnesses(all, all.isEmpty() ? List.of() : tokens.get());
        return new Saved(all.stream().map(witnesses::ofTokensOnly).toList(), waits());
    }

    private List<Wait> waits() {
        synchronized (lock) {
            return known.stream()
                    .map(Organization::name)
                    .flatMap(name -> Stream.ofNullable(attempts.get(name))
                            .flatMap(attempt -> attempt.retryAfter().stream()
                                    .map(asked -> new Wait(name, api(name).clientId(), attempt.begunAt(), asked))))
                    .toList();
        }
    }

    public void start() {
        if (!apis.isEmpty()) {
            loop.start();
        }
    }

    /** The tokens are others than before. Call it from any thread. */
    public void tokensChanged() {
        ownersMayDiffer = true;
    }

    /** What is known now, in the order of the configuration. */
    public List<Organization> snapshot() {
        synchronized (lock) {
            return List.copyOf(known);
        }
    }

    /** Why organisations are no longer kept fresh, as a sentence; empty while they are. */
    public Optional<String> trouble(Instant now) {
        if (!apis.isEmpty() && !loop.isRunning()) {
            return Optional.of(
                    "the thread apple has ended: depwatch no longer reads what Apple reports of servers; restart depwatch"
                            + " and report the error in its log");
        }
        return loop.stuck(STUCK_AFTER, now)
                .map(period -> "asking Apple has not ended for " + TimeFormat.period(period)
                        + ": restart depwatch and report it");
    }

    @Override
    public void close() {
        loop.stop();
        if (!loop.awaitEnd(CLOSE_TIMEOUT)) {
            LOG.warn("the thread apple has not ended within {} s", CLOSE_TIMEOUT.toSeconds());
        }
    }

    /**
     * The step of the loop: asks the organisation that has been due the longest.
     *
     * @return false if none is due
     */
    boolean readNext(Instant now) throws InterruptedException {
        if (ownersMayDiffer) {
            ownersMayDiffer = false;
            owners = owners(tokens.get());
        }
        Set<String> urgent = urgent();
        Optional<String> next;
        synchronized (lock) {
            next = known.stream()
                    .map(Organization::name)
                    .filter(name -> !dueAt(name, urgent, now).isAfter(now))
                    .min(Comparator.comparing(name -> dueAt(name, urgent, now)));
        }
        if (next.isEmpty()) {
            return false;
        }
        read(next.get(), now);
        return true;
    }

    /** All while a case is open, else those that were asked before an owner was known. */
    private Set<String> urgent() {
        if (caseIsOpen.getAsBoolean()) {
            return apis.keySet();
        }
        return apis.entrySet().stream()
                .filter(api -> api.getValue().listsAccounts() && hasNewOwner(accountsAsked.get(api.getKey())))
                .map(Map.Entry::getKey)
                .collect(toUnmodifiableSet());
    }

    private boolean hasNewOwner(@Nullable AccountsAsked before) {
        return before == null || !before.owners().containsAll(owners);
    }

    /** Called with the lock. */
    private Instant dueAt(String name, Set<String> urgent, Instant now) {
        return pace.dueAt(Optional.ofNullable(attempts.get(name)), urgent.contains(name), now);
    }

    private void read(String name, Instant now) throws InterruptedException {
        AppleApi api = api(name);
        Set<AppleId> asked = ownersToAskFor(name, now);
        try {
            OrganizationReading reading = api.read(asked);
            settle(
                    name,
                    new Attempt(now, Optional.empty(), Optional.empty()),
                    before -> before.after(reading, asked, now));
        } catch (AppleException e) {
            settle(name, new Attempt(now, Optional.of(e.reason()), e.retryAfter()), before -> before.after(e, now));
        } catch (RuntimeException e) {
            LOG.error("asking Apple for the organisation {} failed by a fault of depwatch", name, e);
            AppleException fault = new AppleException(
                    Reason.ANSWER,
                    "a fault of depwatch: " + e.getClass().getSimpleName() + "; please report what its log says");
            settle(
                    name,
                    new Attempt(now, Optional.of(Reason.ANSWER), Optional.empty()),
                    before -> before.after(fault, now));
        }
    }

    private AppleApi api(String name) {
        AppleApi api = apis.get(name);
        if (api == null) {
            throw new IllegalStateException("no API for the organisation " + name);
        }
        return api;
    }

    /** Whose accounts to ask for: not at every reading while a case is open, but for a new owner. */
    private Set<AppleId> ownersToAskFor(String name, Instant now) {
        AccountsAsked before = accountsAsked.get(name);
        if (before != null
                && !hasNewOwner(before)
                && before.at().plus(pace.usually()).isAfter(now)) {
            return Set.of();
        }
        accountsAsked.put(name, new AccountsAsked(now, owners));
        return owners;
    }

    private void settle(String name, Attempt attempt, UnaryOperator<Organization> step) {
        Organization before;
        Organization after;
        synchronized (lock) {
            int index = indexOf(name);
            before = known.get(index);
            after = step.apply(before);
            known.set(index, after);
            attempts.put(name, attempt);
        }
        report(before, after);
        onChange.accept(after.saysTheSameAs(before) ? Change.TIMES : Change.KNOWN);
    }

    /** Called with the lock. */
    private int indexOf(String name) {
        for (int index = 0; index < known.size(); index++) {
            if (known.get(index).name().equals(name)) {
                return index;
            }
        }
        throw new IllegalStateException("not configured: " + name);
    }

    private static void report(Organization before, Organization after) {
        boolean isNews =
                !after.failure().map(ReadFailure::kind).equals(before.failure().map(ReadFailure::kind));
        if (isNews && after.failure().isPresent()) {
            LOG.warn(
                    "Apple, organisation {}: {}",
                    after.name(),
                    after.failure().get().sentence());
        } else if (isNews) {
            LOG.info("Apple, organisation {}: read again", after.name());
        } else if (before.readAt().isEmpty() && after.readAt().isPresent()) {
            LOG.info(
                    "Apple, organisation {}: servers read: {}",
                    after.name(),
                    after.servers().size());
        }
        if (!after.accountsGap().equals(before.accountsGap())) {
            after.accountsGap().ifPresent(gap -> LOG.warn("Apple, organisation {}: {}", after.name(), gap));
        }
    }
}
