package dev.depwatch.scenario;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.token.AppleId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Apple's side of a scenario: which download of each server counts, who may sign in, and whose terms wait. */
final class Apple {
    private final Map<String, Integer> currentDownloads = new HashMap<>();
    private final Set<String> deletedServers = new HashSet<>();
    private final Map<String, String> serverNames = new HashMap<>();
    private final Map<String, Instant> passwordChanges = new HashMap<>();
    private final Set<String> unsignedOrganizations = new HashSet<>();
    private final Map<String, Instant> acceptedAt = new HashMap<>();
    private Duration termsLag = Duration.ZERO;
    private final Map<String, Account> left = new HashMap<>();
    private Optional<Answer> outage = Optional.empty();
    private final Map<String, Instant> connected = new HashMap<>();
    private final Set<String> standingStill = new HashSet<>();

    /** What Apple answers to a token that it does not let in. */
    enum Answer {
        FORBIDDEN,
        TOKEN_REJECTED,
        TOKEN_EXPIRED,
        TERMS_NOT_SIGNED,
        SERVER_INACTIVE,
        SERVICE_UNAVAILABLE,
        UNKNOWN_WORD,
        TIMESTAMP_REFUSED,
        PROXY_PAGE,
        NETWORK_FAULT,
        /** What DeviceEnrollmentProgramDeviceHelper logs of Apple's 400. */
        BAD_REQUEST
    }

    /**
     * A server token as Apple gave it out.
     *
     * @param number the how manieth of its server; only the newest one counts
     */
    record Download(String server, int number, String owner, Instant at) {}

    /** Downloads a new token, which ends the one before. */
    Download download(String server, String owner, Instant at) {
        return new Download(server, currentDownloads.merge(server, 1, Integer::sum), owner, at);
    }

    void changePassword(String owner, Instant at) {
        passwordChanges.put(owner, at);
    }

    /** Whoever leaves the organisation loses the account, and Apple ends its tokens. */
    void leave(String owner, Instant at) {
        changePassword(owner, at);
        left.put(owner, new Account(new AppleId(Scenario.address(owner)), Account.Status.DEACTIVATED, at));
    }

    void reactivate(String owner, Instant at) {
        left.put(owner, new Account(new AppleId(Scenario.address(owner)), Account.Status.ACTIVE, at));
    }

    /** What Apple's own API reports of owners. */
    List<Account> accounts() {
        return List.copyOf(left.values());
    }

    void renameServer(String server, String name) {
        serverNames.put(server, name);
    }

    String nameOf(String server) {
        return serverNames.getOrDefault(server, server);
    }

    /** A server has connected, as Apple's own API reports it. */
    void connect(String server, Instant at) {
        if (!standingStill.contains(server)) {
            connected.put(server, at);
        }
    }

    /** What Apple's API reports of the server lags, although it connects. */
    void standStill(String server, boolean standsStill) {
        if (standsStill) {
            standingStill.add(server);
        } else {
            standingStill.remove(server);
        }
    }

    /** What Apple's own API reports of the server. */
    MdmServer reported(String server) {
        return new MdmServer(
                JamfPro.uuid(server),
                nameOf(server),
                deletedServers.contains(server) ? MdmServer.Status.DELETED : MdmServer.Status.ACTIVE,
                Optional.empty(),
                Optional.ofNullable(connected.get(server)),
                Optional.empty(),
                Optional.empty());
    }

    void deleteServer(String server) {
        deletedServers.add(server);
    }

    boolean isDeleted(String server) {
        return deletedServers.contains(server);
    }

    void restoreServer(String server) {
        deletedServers.remove(server);
    }

    void publishTerms(String organization) {
        unsignedOrganizations.add(organization);
    }

    /** @param lag for how long Apple still refuses after this, and by FORBIDDEN */
    void acceptTerms(String organization, Duration lag, Instant at) {
        unsignedOrganizations.remove(organization);
        acceptedAt.put(organization, at);
        termsLag = lag;
    }

    void fail(Answer answer) {
        outage = Optional.of(answer);
    }

    void recover() {
        outage = Optional.empty();
    }

    boolean hasUnsignedTerms(String organization) {
        return unsignedOrganizations.contains(organization);
    }

    /** Empty if Apple lets the token in. */
    Optional<Answer> answer(Download token, String organization, Instant expires, Instant now) {
        if (outage.isPresent()) {
            return outage;
        }
        if (deletedServers.contains(token.server())) {
            return Optional.of(Answer.SERVER_INACTIVE);
        }
        if (token.number() != currentDownloads.getOrDefault(token.server(), 0)) {
            return Optional.of(Answer.TOKEN_REJECTED);
        }
        if (!expires.isAfter(now)) {
            return Optional.of(Answer.TOKEN_EXPIRED);
        }
        if (Optional.ofNullable(passwordChanges.get(token.owner()))
                .filter(changed -> !changed.isBefore(token.at()))
                .isPresent()) {
            return Optional.of(Answer.FORBIDDEN);
        }
        if (unsignedOrganizations.contains(organization)) {
            return Optional.of(Answer.TERMS_NOT_SIGNED);
        }
        return Optional.ofNullable(acceptedAt.get(organization))
                .filter(accepted -> now.isBefore(accepted.plus(termsLag)))
                .map(lagging -> Answer.FORBIDDEN);
    }
}
