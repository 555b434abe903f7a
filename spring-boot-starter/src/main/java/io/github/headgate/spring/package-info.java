/** Headgate in a Spring Boot application: what it takes to be there when {@code headgate-spring-boot-starter} is. */
@NullMarked
package io.github.headgate.spring;

import org.jspecify.annotations.NullMarked;
