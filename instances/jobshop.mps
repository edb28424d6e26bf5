NAME jobshop
ROWS
 N obj
 G route_0_4
 G route_0_1
 G route_0_2
 G route_0_3
 G end_0
 G route_1_0
 G route_1_3
 G route_1_2
 G route_1_1
 G end_1
 G route_2_2
 G route_2_4
 G route_2_0
 G route_2_3
 G end_2
 G route_3_3
 G route_3_1
 G route_3_2
 G route_3_0
 G end_3
 G route_4_3
 G route_4_0
 G route_4_2
 G route_4_1
 G end_4
 G first_0_1_0
 L second_0_1_0
 G first_0_2_0
 L second_0_2_0
 G first_0_3_0
 L second_0_3_0
 G first_0_4_0
 L second_0_4_0
 G first_1_2_0
 L second_1_2_0
 G first_1_3_0
 L second_1_3_0
 G first_1_4_0
 L second_1_4_0
 G first_2_3_0
 L second_2_3_0
 G first_2_4_0
 L second_2_4_0
 G first_3_4_0
 L second_3_4_0
 G first_0_1_1
 L second_0_1_1
 G first_0_2_1
 L second_0_2_1
 G first_0_3_1
 L second_0_3_1
 G first_0_4_1
 L second_0_4_1
 G first_1_2_1
 L second_1_2_1
 G first_1_3_1
 L second_1_3_1
 G first_1_4_1
 L second_1_4_1
 G first_2_3_1
 L second_2_3_1
 G first_2_4_1
 L second_2_4_1
 G first_3_4_1
 L second_3_4_1
 G first_0_1_2
 L second_0_1_2
 G first_0_2_2
 L second_0_2_2
 G first_0_3_2
 L second_0_3_2
 G first_0_4_2
 L second_0_4_2
 G first_1_2_2
 L second_1_2_2
 G first_1_3_2
 L second_1_3_2
 G first_1_4_2
 L second_1_4_2
 G first_2_3_2
 L second_2_3_2
 G first_2_4_2
 L second_2_4_2
 G first_3_4_2
 L second_3_4_2
 G first_0_1_3
 L second_0_1_3
 G first_0_2_3
 L second_0_2_3
 G first_0_3_3
 L second_0_3_3
 G first_0_4_3
 L second_0_4_3
 G first_1_2_3
 L second_1_2_3
 G first_1_3_3
 L second_1_3_3
 G first_1_4_3
 L second_1_4_3
 G first_2_3_3
 L second_2_3_3
 G first_2_4_3
 L second_2_4_3
 G first_3_4_3
 L second_3_4_3
 G first_0_1_4
 L second_0_1_4
 G first_0_2_4
 L second_0_2_4
 G first_0_3_4
 L second_0_3_4
 G first_0_4_4
 L second_0_4_4
 G first_1_2_4
 L second_1_2_4
 G first_1_3_4
 L second_1_3_4
 G first_1_4_4
 L second_1_4_4
 G first_2_3_4
 L second_2_3_4
 G first_2_4_4
 L second_2_4_4
 G first_3_4_4
 L second_3_4_4
COLUMNS
    makespan obj 1
    makespan end_0 1
    makespan end_1 1
    makespan end_2 1
    makespan end_3 1
    makespan end_4 1
    start_0_0 route_0_3 1
    start_0_0 end_0 -1
    start_0_0 first_0_1_0 -1
    start_0_0 second_0_1_0 -1
    start_0_0 first_0_2_0 -1
    start_0_0 second_0_2_0 -1
    start_0_0 first_0_3_0 -1
    start_0_0 second_0_3_0 -1
    start_0_0 first_0_4_0 -1
    start_0_0 second_0_4_0 -1
    start_0_1 route_0_4 1
    start_0_1 route_0_1 -1
    start_0_1 first_0_1_1 -1
    start_0_1 second_0_1_1 -1
    start_0_1 first_0_2_1 -1
    start_0_1 second_0_2_1 -1
    start_0_1 first_0_3_1 -1
    start_0_1 second_0_3_1 -1
    start_0_1 first_0_4_1 -1
    start_0_1 second_0_4_1 -1
    start_0_2 route_0_1 1
    start_0_2 route_0_2 -1
    start_0_2 first_0_1_2 -1
    start_0_2 second_0_1_2 -1
    start_0_2 first_0_2_2 -1
    start_0_2 second_0_2_2 -1
    start_0_2 first_0_3_2 -1
    start_0_2 second_0_3_2 -1
    start_0_2 first_0_4_2 -1
    start_0_2 second_0_4_2 -1
    start_0_3 route_0_2 1
    start_0_3 route_0_3 -1
    start_0_3 first_0_1_3 -1
    start_0_3 second_0_1_3 -1
    start_0_3 first_0_2_3 -1
    start_0_3 second_0_2_3 -1
    start_0_3 first_0_3_3 -1
    start_0_3 second_0_3_3 -1
    start_0_3 first_0_4_3 -1
    start_0_3 second_0_4_3 -1
    start_0_4 route_0_4 -1
    start_0_4 first_0_1_4 -1
    start_0_4 second_0_1_4 -1
    start_0_4 first_0_2_4 -1
    start_0_4 second_0_2_4 -1
    start_0_4 first_0_3_4 -1
    start_0_4 second_0_3_4 -1
    start_0_4 first_0_4_4 -1
    start_0_4 second_0_4_4 -1
    start_1_0 route_1_0 -1
    start_1_0 first_0_1_0 1
    start_1_0 second_0_1_0 1
    start_1_0 first_1_2_0 -1
    start_1_0 second_1_2_0 -1
    start_1_0 first_1_3_0 -1
    start_1_0 second_1_3_0 -1
    start_1_0 first_1_4_0 -1
    start_1_0 second_1_4_0 -1
    start_1_1 route_1_2 1
    start_1_1 route_1_1 -1
    start_1_1 first_0_1_1 1
    start_1_1 second_0_1_1 1
    start_1_1 first_1_2_1 -1
    start_1_1 second_1_2_1 -1
    start_1_1 first_1_3_1 -1
    start_1_1 second_1_3_1 -1
    start_1_1 first_1_4_1 -1
    start_1_1 second_1_4_1 -1
    start_1_2 route_1_3 1
    start_1_2 route_1_2 -1
    start_1_2 first_0_1_2 1
    start_1_2 second_0_1_2 1
    start_1_2 first_1_2_2 -1
    start_1_2 second_1_2_2 -1
    start_1_2 first_1_3_2 -1
    start_1_2 second_1_3_2 -1
    start_1_2 first_1_4_2 -1
    start_1_2 second_1_4_2 -1
    start_1_3 route_1_0 1
    start_1_3 route_1_3 -1
    start_1_3 first_0_1_3 1
    start_1_3 second_0_1_3 1
    start_1_3 first_1_2_3 -1
    start_1_3 second_1_2_3 -1
    start_1_3 first_1_3_3 -1
    start_1_3 second_1_3_3 -1
    start_1_3 first_1_4_3 -1
    start_1_3 second_1_4_3 -1
    start_1_4 route_1_1 1
    start_1_4 end_1 -1
    start_1_4 first_0_1_4 1
    start_1_4 second_0_1_4 1
    start_1_4 first_1_2_4 -1
    start_1_4 second_1_2_4 -1
    start_1_4 first_1_3_4 -1
    start_1_4 second_1_3_4 -1
    start_1_4 first_1_4_4 -1
    start_1_4 second_1_4_4 -1
    start_2_0 route_2_4 1
    start_2_0 route_2_0 -1
    start_2_0 first_0_2_0 1
    start_2_0 second_0_2_0 1
    start_2_0 first_1_2_0 1
    start_2_0 second_1_2_0 1
    start_2_0 first_2_3_0 -1
    start_2_0 second_2_3_0 -1
    start_2_0 first_2_4_0 -1
    start_2_0 second_2_4_0 -1
    start_2_1 route_2_3 1
    start_2_1 end_2 -1
    start_2_1 first_0_2_1 1
    start_2_1 second_0_2_1 1
    start_2_1 first_1_2_1 1
    start_2_1 second_1_2_1 1
    start_2_1 first_2_3_1 -1
    start_2_1 second_2_3_1 -1
    start_2_1 first_2_4_1 -1
    start_2_1 second_2_4_1 -1
    start_2_2 route_2_2 -1
    start_2_2 first_0_2_2 1
    start_2_2 second_0_2_2 1
    start_2_2 first_1_2_2 1
    start_2_2 second_1_2_2 1
    start_2_2 first_2_3_2 -1
    start_2_2 second_2_3_2 -1
    start_2_2 first_2_4_2 -1
    start_2_2 second_2_4_2 -1
    start_2_3 route_2_0 1
    start_2_3 route_2_3 -1
    start_2_3 first_0_2_3 1
    start_2_3 second_0_2_3 1
    start_2_3 first_1_2_3 1
    start_2_3 second_1_2_3 1
    start_2_3 first_2_3_3 -1
    start_2_3 second_2_3_3 -1
    start_2_3 first_2_4_3 -1
    start_2_3 second_2_4_3 -1
    start_2_4 route_2_2 1
    start_2_4 route_2_4 -1
    start_2_4 first_0_2_4 1
    start_2_4 second_0_2_4 1
    start_2_4 first_1_2_4 1
    start_2_4 second_1_2_4 1
    start_2_4 first_2_3_4 -1
    start_2_4 second_2_3_4 -1
    start_2_4 first_2_4_4 -1
    start_2_4 second_2_4_4 -1
    start_3_0 route_3_2 1
    start_3_0 route_3_0 -1
    start_3_0 first_0_3_0 1
    start_3_0 second_0_3_0 1
    start_3_0 first_1_3_0 1
    start_3_0 second_1_3_0 1
    start_3_0 first_2_3_0 1
    start_3_0 second_2_3_0 1
    start_3_0 first_3_4_0 -1
    start_3_0 second_3_4_0 -1
    start_3_1 route_3_3 1
    start_3_1 route_3_1 -1
    start_3_1 first_0_3_1 1
    start_3_1 second_0_3_1 1
    start_3_1 first_1_3_1 1
    start_3_1 second_1_3_1 1
    start_3_1 first_2_3_1 1
    start_3_1 second_2_3_1 1
    start_3_1 first_3_4_1 -1
    start_3_1 second_3_4_1 -1
    start_3_2 route_3_1 1
    start_3_2 route_3_2 -1
    start_3_2 first_0_3_2 1
    start_3_2 second_0_3_2 1
    start_3_2 first_1_3_2 1
    start_3_2 second_1_3_2 1
    start_3_2 first_2_3_2 1
    start_3_2 second_2_3_2 1
    start_3_2 first_3_4_2 -1
    start_3_2 second_3_4_2 -1
    start_3_3 route_3_3 -1
    start_3_3 first_0_3_3 1
    start_3_3 second_0_3_3 1
    start_3_3 first_1_3_3 1
    start_3_3 second_1_3_3 1
    start_3_3 first_2_3_3 1
    start_3_3 second_2_3_3 1
    start_3_3 first_3_4_3 -1
    start_3_3 second_3_4_3 -1
    start_3_4 route_3_0 1
    start_3_4 end_3 -1
    start_3_4 first_0_3_4 1
    start_3_4 second_0_3_4 1
    start_3_4 first_1_3_4 1
    start_3_4 second_1_3_4 1
    start_3_4 first_2_3_4 1
    start_3_4 second_2_3_4 1
    start_3_4 first_3_4_4 -1
    start_3_4 second_3_4_4 -1
    start_4_0 route_4_3 1
    start_4_0 route_4_0 -1
    start_4_0 first_0_4_0 1
    start_4_0 second_0_4_0 1
    start_4_0 first_1_4_0 1
    start_4_0 second_1_4_0 1
    start_4_0 first_2_4_0 1
    start_4_0 second_2_4_0 1
    start_4_0 first_3_4_0 1
    start_4_0 second_3_4_0 1
    start_4_1 route_4_2 1
    start_4_1 route_4_1 -1
    start_4_1 first_0_4_1 1
    start_4_1 second_0_4_1 1
    start_4_1 first_1_4_1 1
    start_4_1 second_1_4_1 1
    start_4_1 first_2_4_1 1
    start_4_1 second_2_4_1 1
    start_4_1 first_3_4_1 1
    start_4_1 second_3_4_1 1
    start_4_2 route_4_0 1
    start_4_2 route_4_2 -1
    start_4_2 first_0_4_2 1
    start_4_2 second_0_4_2 1
    start_4_2 first_1_4_2 1
    start_4_2 second_1_4_2 1
    start_4_2 first_2_4_2 1
    start_4_2 second_2_4_2 1
    start_4_2 first_3_4_2 1
    start_4_2 second_3_4_2 1
    start_4_3 route_4_3 -1
    start_4_3 first_0_4_3 1
    start_4_3 second_0_4_3 1
    start_4_3 first_1_4_3 1
    start_4_3 second_1_4_3 1
    start_4_3 first_2_4_3 1
    start_4_3 second_2_4_3 1
    start_4_3 first_3_4_3 1
    start_4_3 second_3_4_3 1
    start_4_4 route_4_1 1
    start_4_4 end_4 -1
    start_4_4 first_0_4_4 1
    start_4_4 second_0_4_4 1
    start_4_4 first_1_4_4 1
    start_4_4 second_1_4_4 1
    start_4_4 first_2_4_4 1
    start_4_4 second_2_4_4 1
    start_4_4 first_3_4_4 1
    start_4_4 second_3_4_4 1
    MARKER0 'MARKER' 'INTORG'
    before_0_1_0 first_0_1_0 -657
    before_0_1_0 second_0_1_0 -657
    before_0_2_0 first_0_2_0 -657
    before_0_2_0 second_0_2_0 -657
    before_0_3_0 first_0_3_0 -657
    before_0_3_0 second_0_3_0 -657
    before_0_4_0 first_0_4_0 -657
    before_0_4_0 second_0_4_0 -657
    before_1_2_0 first_1_2_0 -657
    before_1_2_0 second_1_2_0 -657
    before_1_3_0 first_1_3_0 -657
    before_1_3_0 second_1_3_0 -657
    before_1_4_0 first_1_4_0 -657
    before_1_4_0 second_1_4_0 -657
    before_2_3_0 first_2_3_0 -657
    before_2_3_0 second_2_3_0 -657
    before_2_4_0 first_2_4_0 -657
    before_2_4_0 second_2_4_0 -657
    before_3_4_0 first_3_4_0 -657
    before_3_4_0 second_3_4_0 -657
    before_0_1_1 first_0_1_1 -657
    before_0_1_1 second_0_1_1 -657
    before_0_2_1 first_0_2_1 -657
    before_0_2_1 second_0_2_1 -657
    before_0_3_1 first_0_3_1 -657
    before_0_3_1 second_0_3_1 -657
    before_0_4_1 first_0_4_1 -657
    before_0_4_1 second_0_4_1 -657
    before_1_2_1 first_1_2_1 -657
    before_1_2_1 second_1_2_1 -657
    before_1_3_1 first_1_3_1 -657
    before_1_3_1 second_1_3_1 -657
    before_1_4_1 first_1_4_1 -657
    before_1_4_1 second_1_4_1 -657
    before_2_3_1 first_2_3_1 -657
    before_2_3_1 second_2_3_1 -657
    before_2_4_1 first_2_4_1 -657
    before_2_4_1 second_2_4_1 -657
    before_3_4_1 first_3_4_1 -657
    before_3_4_1 second_3_4_1 -657
    before_0_1_2 first_0_1_2 -657
    before_0_1_2 second_0_1_2 -657
    before_0_2_2 first_0_2_2 -657
    before_0_2_2 second_0_2_2 -657
    before_0_3_2 first_0_3_2 -657
    before_0_3_2 second_0_3_2 -657
    before_0_4_2 first_0_4_2 -657
    before_0_4_2 second_0_4_2 -657
    before_1_2_2 first_1_2_2 -657
    before_1_2_2 second_1_2_2 -657
    before_1_3_2 first_1_3_2 -657
    before_1_3_2 second_1_3_2 -657
    before_1_4_2 first_1_4_2 -657
    before_1_4_2 second_1_4_2 -657
    before_2_3_2 first_2_3_2 -657
    before_2_3_2 second_2_3_2 -657
    before_2_4_2 first_2_4_2 -657
    before_2_4_2 second_2_4_2 -657
    before_3_4_2 first_3_4_2 -657
    before_3_4_2 second_3_4_2 -657
    before_0_1_3 first_0_1_3 -657
    before_0_1_3 second_0_1_3 -657
    before_0_2_3 first_0_2_3 -657
    before_0_2_3 second_0_2_3 -657
    before_0_3_3 first_0_3_3 -657
    before_0_3_3 second_0_3_3 -657
    before_0_4_3 first_0_4_3 -657
    before_0_4_3 second_0_4_3 -657
    before_1_2_3 first_1_2_3 -657
    before_1_2_3 second_1_2_3 -657
    before_1_3_3 first_1_3_3 -657
    before_1_3_3 second_1_3_3 -657
    before_1_4_3 first_1_4_3 -657
    before_1_4_3 second_1_4_3 -657
    before_2_3_3 first_2_3_3 -657
    before_2_3_3 second_2_3_3 -657
    before_2_4_3 first_2_4_3 -657
    before_2_4_3 second_2_4_3 -657
    before_3_4_3 first_3_4_3 -657
    before_3_4_3 second_3_4_3 -657
    before_0_1_4 first_0_1_4 -657
    before_0_1_4 second_0_1_4 -657
    before_0_2_4 first_0_2_4 -657
    before_0_2_4 second_0_2_4 -657
    before_0_3_4 first_0_3_4 -657
    before_0_3_4 second_0_3_4 -657
    before_0_4_4 first_0_4_4 -657
    before_0_4_4 second_0_4_4 -657
    before_1_2_4 first_1_2_4 -657
    before_1_2_4 second_1_2_4 -657
    before_1_3_4 first_1_3_4 -657
    before_1_3_4 second_1_3_4 -657
    before_1_4_4 first_1_4_4 -657
    before_1_4_4 second_1_4_4 -657
    before_2_3_4 first_2_3_4 -657
    before_2_3_4 second_2_3_4 -657
    before_2_4_4 first_2_4_4 -657
    before_2_4_4 second_2_4_4 -657
    before_3_4_4 first_3_4_4 -657
    before_3_4_4 second_3_4_4 -657
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS route_0_4 9
    RHS route_0_1 35
    RHS route_0_2 38
    RHS route_0_3 15
    RHS end_0 19
    RHS route_1_0 26
    RHS route_1_3 27
    RHS route_1_2 32
    RHS route_1_1 28
    RHS end_1 30
    RHS route_2_2 37
    RHS route_2_4 30
    RHS route_2_0 37
    RHS route_2_3 35
    RHS end_2 37
    RHS route_3_3 32
    RHS route_3_1 5
    RHS route_3_2 5
    RHS route_3_0 37
    RHS end_3 20
    RHS route_4_3 7
    RHS route_4_0 31
    RHS route_4_2 36
    RHS route_4_1 21
    RHS end_4 28
    RHS first_0_1_0 -638
    RHS second_0_1_0 -26
    RHS first_0_2_0 -638
    RHS second_0_2_0 -37
    RHS first_0_3_0 -638
    RHS second_0_3_0 -37
    RHS first_0_4_0 -638
    RHS second_0_4_0 -31
    RHS first_1_2_0 -631
    RHS second_1_2_0 -37
    RHS first_1_3_0 -631
    RHS second_1_3_0 -37
    RHS first_1_4_0 -631
    RHS second_1_4_0 -31
    RHS first_2_3_0 -620
    RHS second_2_3_0 -37
    RHS first_2_4_0 -620
    RHS second_2_4_0 -31
    RHS first_3_4_0 -620
    RHS second_3_4_0 -31
    RHS first_0_1_1 -622
    RHS second_0_1_1 -28
    RHS first_0_2_1 -622
    RHS second_0_2_1 -37
    RHS first_0_3_1 -622
    RHS second_0_3_1 -5
    RHS first_0_4_1 -622
    RHS second_0_4_1 -21
    RHS first_1_2_1 -629
    RHS second_1_2_1 -37
    RHS first_1_3_1 -629
    RHS second_1_3_1 -5
    RHS first_1_4_1 -629
    RHS second_1_4_1 -21
    RHS first_2_3_1 -620
    RHS second_2_3_1 -5
    RHS first_2_4_1 -620
    RHS second_2_4_1 -21
    RHS first_3_4_1 -652
    RHS second_3_4_1 -21
    RHS first_0_1_2 -619
    RHS second_0_1_2 -32
    RHS first_0_2_2 -619
    RHS second_0_2_2 -37
    RHS first_0_3_2 -619
    RHS second_0_3_2 -5
    RHS first_0_4_2 -619
    RHS second_0_4_2 -36
    RHS first_1_2_2 -625
    RHS second_1_2_2 -37
    RHS first_1_3_2 -625
    RHS second_1_3_2 -5
    RHS first_1_4_2 -625
    RHS second_1_4_2 -36
    RHS first_2_3_2 -620
    RHS second_2_3_2 -5
    RHS first_2_4_2 -620
    RHS second_2_4_2 -36
    RHS first_3_4_2 -652
    RHS second_3_4_2 -36
    RHS first_0_1_3 -642
    RHS second_0_1_3 -27
    RHS first_0_2_3 -642
    RHS second_0_2_3 -35
    RHS first_0_3_3 -642
    RHS second_0_3_3 -32
    RHS first_0_4_3 -642
    RHS second_0_4_3 -7
    RHS first_1_2_3 -630
    RHS second_1_2_3 -35
    RHS first_1_3_3 -630
    RHS second_1_3_3 -32
    RHS first_1_4_3 -630
    RHS second_1_4_3 -7
    RHS first_2_3_3 -622
    RHS second_2_3_3 -32
    RHS first_2_4_3 -622
    RHS second_2_4_3 -7
    RHS first_3_4_3 -625
    RHS second_3_4_3 -7
    RHS first_0_1_4 -648
    RHS second_0_1_4 -30
    RHS first_0_2_4 -648
    RHS second_0_2_4 -30
    RHS first_0_3_4 -648
    RHS second_0_3_4 -20
    RHS first_0_4_4 -648
    RHS second_0_4_4 -28
    RHS first_1_2_4 -627
    RHS second_1_2_4 -30
    RHS first_1_3_4 -627
    RHS second_1_3_4 -20
    RHS first_1_4_4 -627
    RHS second_1_4_4 -28
    RHS first_2_3_4 -627
    RHS second_2_3_4 -20
    RHS first_2_4_4 -627
    RHS second_2_4_4 -28
    RHS first_3_4_4 -637
    RHS second_3_4_4 -28
BOUNDS
 UP BND makespan 657
 UP BND start_0_0 657
 UP BND start_0_1 657
 UP BND start_0_2 657
 UP BND start_0_3 657
 UP BND start_0_4 657
 UP BND start_1_0 657
 UP BND start_1_1 657
 UP BND start_1_2 657
 UP BND start_1_3 657
 UP BND start_1_4 657
 UP BND start_2_0 657
 UP BND start_2_1 657
 UP BND start_2_2 657
 UP BND start_2_3 657
 UP BND start_2_4 657
 UP BND start_3_0 657
 UP BND start_3_1 657
 UP BND start_3_2 657
 UP BND start_3_3 657
 UP BND start_3_4 657
 UP BND start_4_0 657
 UP BND start_4_1 657
 UP BND start_4_2 657
 UP BND start_4_3 657
 UP BND start_4_4 657
 BV BND before_0_1_0
 BV BND before_0_2_0
 BV BND before_0_3_0
 BV BND before_0_4_0
 BV BND before_1_2_0
 BV BND before_1_3_0
 BV BND before_1_4_0
 BV BND before_2_3_0
 BV BND before_2_4_0
 BV BND before_3_4_0
 BV BND before_0_1_1
 BV BND before_0_2_1
 BV BND before_0_3_1
 BV BND before_0_4_1
 BV BND before_1_2_1
 BV BND before_1_3_1
 BV BND before_1_4_1
 BV BND before_2_3_1
 BV BND before_2_4_1
 BV BND before_3_4_1
 BV BND before_0_1_2
 BV BND before_0_2_2
 BV BND before_0_3_2
 BV BND before_0_4_2
 BV BND before_1_2_2
 BV BND before_1_3_2
 BV BND before_1_4_2
 BV BND before_2_3_2
 BV BND before_2_4_2
 BV BND before_3_4_2
 BV BND before_0_1_3
 BV BND before_0_2_3
 BV BND before_0_3_3
 BV BND before_0_4_3
 BV BND before_1_2_3
 BV BND before_1_3_3
 BV BND before_1_4_3
 BV BND before_2_3_3
 BV BND before_2_4_3
 BV BND before_3_4_3
 BV BND before_0_1_4
 BV BND before_0_2_4
 BV BND before_0_3_4
 BV BND before_0_4_4
 BV BND before_1_2_4
 BV BND before_1_3_4
 BV BND before_1_4_4
 BV BND before_2_3_4
 BV BND before_2_4_4
 BV BND before_3_4_4
ENDATA
