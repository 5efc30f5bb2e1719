#define BOOST_TEST_MODULE secret_pages
#include <boost/test/unit_test.hpp>
