package io.github.headgate.spring;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties.Group;

/**
 * The groups of health with {@code headgate} in that of readiness, beside what is there, and wherever the application
 * has asked for {@code r2dbc}, which it replaces. Never so in that of liveness: an application does not get well by
 * being restarted when its database is away.
 *
 * <p>This is no property with a default, for Spring takes a name that is not there for a mistake: the name is there
 * only if the indicator is, and its neighbour {@code readinessState} only if probes are on.
 */
final class HeadgateHealthGroups implements HealthEndpointGroups, AdditionalPathsMapper {

    private static final String HEADGATE = "headgate";
    private static final String REPLACED = "r2dbc";
    private static final String READINESS = "readiness";
    private static final String LIVENESS = "liveness";

    private final HealthEndpointGroups groups;
    private final Set<String> extended;

    private HeadgateHealthGroups(HealthEndpointGroups groups, Set<String> extended) {
        this.groups = groups;
        this.extended = extended;
    }

    /** What the application says of the group of readiness itself is left as it is. */
    static HeadgateHealthGroups of(HealthEndpointGroups groups, Map<String, Group> asked) {
        Set<String> extended = new HashSet<>();
        asked.forEach((name, group) -> {
            if (asksForReplaced(group)) {
                extended.add(name);
            }
        });
        if (!asked.containsKey(READINESS)) {
            extended.add(READINESS);
        }
        extended.remove(LIVENESS);
        return new HeadgateHealthGroups(groups, extended);
    }

    private static boolean asksForReplaced(Group group) {
        return contains(group.getInclude(), REPLACED) && !contains(group.getExclude(), HEADGATE);
    }

    private static boolean contains(@Nullable Set<String> names, String name) {
        return names != null && names.contains(name);
    }

    @Override
    public HealthEndpointGroup getPrimary() {
        return groups.getPrimary();
    }

    @Override
    public Set<String> getNames() {
        return groups.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        HealthEndpointGroup group = groups.get(name);
        return group != null && extended.contains(name) ? new Extended(group) : group;
    }

    @Override
    public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace namespace) {
        return Optional.of(groups)
                .filter(AdditionalPathsMapper.class::isInstance)
                .map(AdditionalPathsMapper.class::cast)
                .map(mapper -> mapper.getAdditionalPaths(endpoint, namespace))
                .orElse(null);
    }

    private record Extended(HealthEndpointGroup group) implements HealthEndpointGroup {

        @Override
        public boolean isMember(String name) {
            return name.equals(HEADGATE) || name.startsWith(HEADGATE + "/") || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext context) {
            return group.showComponents(context);
        }

        @Override
        public boolean showDetails(SecurityContext context) {
            return group.showDetails(context);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
