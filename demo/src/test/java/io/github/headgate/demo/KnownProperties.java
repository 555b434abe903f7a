package io.github.headgate.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The properties of all libraries on the class path, as they tell an IDE. */
record KnownProperties(Map<String, ConfigurationMetadataProperty> properties) {

    private static final String METADATA = "classpath*:META-INF/*spring-configuration-metadata.json";

    static KnownProperties onTheClassPath() {
        try {
            ConfigurationMetadataRepositoryJsonBuilder all = ConfigurationMetadataRepositoryJsonBuilder.create();
            for (Resource metadata : new PathMatchingResourcePatternResolver().getResources(METADATA)) {
                try (InputStream json = metadata.getInputStream()) {
                    all.withJsonResource(json);
                }
            }
            return new KnownProperties(all.build().getAllProperties());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether it is one of them, or an entry of one that is a map. */
    boolean have(String name) {
        return properties.containsKey(name) || properties.values()
                .stream()
                .filter(known -> String.valueOf(known.getType()).startsWith("java.util.Map"))
                .anyMatch(map -> name.startsWith(map.getId() + "."));
    }
}
