package dev.depwatch.apple;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.apple.AppleApi.Answer;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.PollSchedule;
import dev.depwatch.inventory.PollSchedule.Attempt;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.loop.Loop;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Apple's API says of every configured organisation, kept fresh. Owns the thread {@code apple}, which asks one
 * organisation after the other; without an organisation there is no thread. An organisation that cannot be read changes
 * nothing that is known of it, and nothing of the others.
 */
public final class Organizations implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** A reading has at most some twenty exchanges of ten seconds each, and mostly three short ones. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Organizations.class);

    /** By the names of the organisations, in the order of the configuration. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private final PollSchedule schedule;
    private final BooleanSupplier caseIsOpen;
    private final Supplier<List<Token>> tokens;
    private final Runnable onChange;
    private final Loop loop;

    /** One organisation, and how asking for it stands. */
    private final class Entry {
        private final OrganizationConfig config;
        private final AppleApi api;
        /** Written by the thread alone, once it runs. */
        private volatile Organization known;

        // Of the thread alone: whose accounts were asked for last, and when.
        private Set<AppleId> ownersAsked = Set.of();
        private Optional<Attempt> newest = Optional.empty();

        Entry(OrganizationConfig config, Http http, InstantSource clock) {
            this.config = config;
            this.api = new AppleApi(config, http, clock);
            this.known = Organization.unread(config);
        }

        /** Urgent while a case is open, and where accounts were asked for before an owner was known. */
        Instant dueAt(Set<AppleId> owners, boolean isOpen, Instant now) {
            boolean hasNewOwner = config.scope().listsAccounts() && !ownersAsked.containsAll(owners);
            return schedule.dueAt(newest, isOpen || hasNewOwner, now);
        }

        void read(Set<AppleId> owners, Instant now) throws InterruptedException {
            Organization before = known;
            ownersAsked = owners;
            try {
                Answer answer = api.read(owners);
                known = before.after(answer, owners, now);
                // However urgent, Apple is asked at the pace of its schedule.
                newest = Optional.of(new Attempt(
                        now, true, Optional.empty(), answer.accounts().gap().flatMap(ReadException::retryAfter)));
            } catch (ReadException e) {
                fail(e, now);
            } catch (RuntimeException e) {
                LOG.error("asking Apple for the organisation {} failed by a fault of depwatch", config.name(), e);
                fail(ReadException.ofFault(e), now);
            }
            report(before, known);
            onChange.run();
        }

        private void fail(ReadException e, Instant now) {
            known = known.after(e, now);
            newest = Optional.of(new Attempt(now, true, Optional.of(e.reason()), e.retryAfter()));
        }
    }

    /** What was known when it was saved. */
    public record Saved(List<Organization> organizations) {
        public Saved {
            organizations = List.copyOf(organizations);
        }
    }

    /**
     * @param http used, not owned
     * @param syncInterval how often Jamf Pro syncs, which the pace of asking follows
     * @param caseIsOpen whether a case is open anywhere; called often, and must be quick
     * @param tokens all that are known now; called often, and must be quick
     * @param onChange called after each answer and each failure, by the thread that asked; must be quick
     */
    public Organizations(
            List<OrganizationConfig> configs,
            Http http,
            Duration syncInterval,
            BooleanSupplier caseIsOpen,
            Supplier<List<Token>> tokens,
            Runnable onChange,
            InstantSource clock) {
        this.schedule = PollSchedule.ofApple(syncInterval);
        this.caseIsOpen = caseIsOpen;
        this.tokens = tokens;
        this.onChange = onChange;
        configs.forEach(config -> entries.put(config.name(), new Entry(config, http, clock)));
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
            } catch (ReadException e) {
                all.add(unread.after(e, clock.instant()));
            }
        }
        return all;
    }

    static Set<AppleId> owners(Collection<Token> tokens) {
        return tokens.stream().flatMap(token -> token.owner().stream()).collect(toUnmodifiableSet());
    }

    /** Goes on from what was known before, of those organisations that are still asked. Before the start. */
    public void resume(Saved before) {
        before.organizations()
                .forEach(saved -> Optional.ofNullable(entries.get(saved.name()))
                        .filter(entry -> entry.known.scope() == saved.scope())
                        .ifPresent(entry -> entry.known = saved));
    }

    /** What a restart needs. */
    public Saved saved() {
        return new Saved(snapshot());
    }

    public void start() {
        if (!entries.isEmpty()) {
            loop.start();
        }
    }

    /** What is known now, in the order of the configuration. */
    public List<Organization> snapshot() {
        return entries.values().stream().map(entry -> entry.known).toList();
    }

    /** Why organisations are no longer kept fresh, as a sentence; empty while they are. */
    public Optional<String> trouble(Instant now) {
        return entries.isEmpty()
                ? Optional.empty()
                : loop.trouble(STUCK_AFTER, "depwatch no longer reads what Apple reports of servers", now);
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
        Set<AppleId> owners = owners(tokens.get());
        boolean isOpen = caseIsOpen.getAsBoolean();
        Optional<Entry> next = entries.values().stream()
                .filter(entry -> !entry.dueAt(owners, isOpen, now).isAfter(now))
                .min(Comparator.comparing(entry -> entry.dueAt(owners, isOpen, now)));
        if (next.isPresent()) {
            next.get().read(owners, now);
        }
        return next.isPresent();
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
